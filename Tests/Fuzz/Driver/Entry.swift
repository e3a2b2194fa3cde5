import Glibc

// libFuzzer owns `main` and calls these two. WALLETD_FUZZ_TARGET says what is fuzzed; WALLETD_FUZZ_PLANT lets it find a bug that is
// none, to show that it would find one.

private let target: FuzzTarget = {
  let name = getenv("WALLETD_FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    let line = "WALLETD_FUZZ_TARGET is one of: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))\n"
    _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    exit(2)
  }
  return target
}()

private let isPlanted = getenv("WALLETD_FUZZ_PLANT") != nil

@c(LLVMFuzzerInitialize)
public func initialize(_ count: UnsafeMutablePointer<Int32>?, _ arguments: UnsafeMutableRawPointer?) -> Int32 {
  _ = target
  return 0
}

@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
  if let finding = target.examine(bytes, planted: isPlanted) {
    let line = "finding in \(target.rawValue): \(finding)\n"
    _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    abort()
  }
  return 0
}
