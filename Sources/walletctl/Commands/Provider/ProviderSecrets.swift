import JSON
import WalletAPI

extension ProviderCommands {
  static let addSecret = Command(
    words: ["provider", "add-secret"], summary: "Take another secret that a provider's webhooks are known by",
    details: """
      Xendit's callback token; for Midtrans another key that signs. All there are count, so that one is replaced without a pause: add the new \
      one, set it at the provider, and retire the old one when nothing comes with it any more.
      """,
    arguments: [.provider], options: [.secretFrom("secret-from", "secret")],
    calls: [.addProviderSecret],
    examples: [
      .init("walletctl -t toko provider add-secret xendit --secret-from callback.token", "then: walletctl provider show xendit")
    ],
    run: { session throws(CommandFailure) in
      let secret = try session.secret("webhook secret", from: "secret-from", limit: 2_048)
      ProviderColumns.show(
        try session.post(session.providerPath("/secrets"), secret: SecretBody(secret, at: ["secret"]), isKeyed: true), session)
    })

  static let retireSecret = Command(
    words: ["provider", "retire-secret"], summary: "Believe no webhook any more that is known by a secret, and destroy it",
    arguments: [.provider, Argument("SECRET", "its id, sec_…, as `provider show` has it")],
    calls: [.retireProviderSecret],
    examples: [
      .init(
        "walletctl -t toko provider retire-secret xendit sec_000SGB98QC3TGAWG0200000002 --yes",
        "webhooks with it are refused from now on")
    ],
    run: { session throws(CommandFailure) in
      let (provider, secret) = (session.invocation.argument("PROVIDER"), session.invocation.argument("SECRET"))
      try session.confirm("Retire \(secret)? Webhooks of \(provider) that come with it are refused from now on.")
      ProviderColumns.show(
        try session.post(session.providerPath("/secrets/retire"), ["secret": .string(secret)]), session)
    })
}
