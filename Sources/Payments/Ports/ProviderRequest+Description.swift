/// A header never describes its value: it may be the key to a provider's account, and requests end up in logs and in failed tests.
extension ProviderRequest.Header: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { name + ": …" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
