import HTTPServer
import JSON
import LedgerCore
import Testing
import WalletAPI

@testable import API

@Suite struct `The route table` {
  private let router = Router()

  @Test(arguments: OperationID.allCases)
  func `finds every operation at the path the document gives it`(operation: OperationID) throws {
    let route = operation.route
    let path = route.segments.map { $0.hasPrefix("{") ? "a%3Ab" : $0 }.joined(separator: "/")
    let method: HTTPMethod = route.method == .get ? .get : .post
    guard case .found(let found, let argument) = router.match(method, HTTPText(Array("/\(path)".utf8)[...])) else {
      Issue.record("nothing at \(path)")
      return
    }
    #expect(found == operation)
    #expect(argument.string == (route.path.contains("{") ? "a:b" : ""))
  }

  @Test func `and the document have the same operations, each under its own id`() throws {
    var found: Set<String> = []
    let paths = try #require(DocumentedReplies.document["paths"]?.objectValue)
    for path in paths.members {
      for method in path.value.objectValue?.members ?? [] {
        let id = try #require(method.value["operationId"]?.stringValue)
        #expect(found.insert(id).inserted, "\(id) twice")
        let route = try #require(OperationID(rawValue: id)).route
        #expect(route.path == path.key)
        #expect(route.method.rawValue == method.key.uppercased())
      }
    }
    #expect(found == Set(OperationID.allCases.map(\.rawValue)))
  }

  @Test func `numbers its operations in their order`() {
    #expect(OperationID.allCases.map(\.index) == Array(0..<OperationID.allCases.count))
  }

  @Test(arguments: [
    "/", "/v1", "/v1/", "/v1/accounts/", "/v1/accounts//entries", "/v1/accounts/a/b", "/v1/transfers/", "/V1/transfers",
    "/v1/holds/x/captures",
    "/v1/accounts/%ff",
  ])
  func `has nothing at paths that only look alike`(path: String) {
    guard case .nothing = router.match(.get, HTTPText(Array(path.utf8)[...])) else {
      Issue.record("\(path) is served")
      return
    }
  }

  @Test(arguments: [
    ("/v1/transfers", "POST"), ("/v1/accounts", "GET, HEAD, POST"), ("/livez", "GET, HEAD"), ("/v1/holds/x/capture", "POST"),
  ])
  func `lists the methods a path takes`(path: String, allow: String) {
    guard case .wrongMethod(let found) = router.match(.delete, HTTPText(Array(path.utf8)[...])) else {
      Issue.record("DELETE \(path) is served")
      return
    }
    #expect(found == allow)
  }
}

@Suite struct `The document` {
  @Test func `states the ledger's own bounds`() {
    #expect(WireLimits.highestAmount == Limits.highestCounter)
    #expect(WireLimits.keyLength == Limits.keyBytes)
    #expect(WireLimits.codeLength == Limits.codeBytes)
    #expect(WireLimits.referenceLength == Limits.referenceBytes)
    #expect(WireLimits.metadataMembers == Limits.metadataMembers)
    #expect(WireLimits.metadataNameLength == Limits.metadataNameBytes)
    #expect(WireLimits.metadataValueLength == Limits.metadataValueBytes)
    #expect(WireLimits.postingsPerTransaction == Limits.postingsPerTransaction)
    #expect(WireLimits.itemsPerBatch == Limits.itemsPerBatch)
    #expect(WireLimits.holdSeconds == Limits.holdSeconds)
    #expect(WireLimits.pageItems == Limits.pageItems)
  }

  @Test(arguments: Component.allCases)
  func `has examples that fit their schemas`(component: Component) {
    let schema = component.schema.json
    let check = SchemaCheck(DocumentedReplies.document)
    for example in schema["examples"]?.arrayValue ?? [] {
      #expect(check.violations(of: example, against: .object(schema)) == [])
    }
  }

  @Test func `refers only to schemas it has`() {
    let text = DocumentedReplies.document.description
    let names = Set(text.matches(of: /#\/components\/schemas\/(\w+)/).map { String($0.1) })
    #expect(names.subtracting(Component.allCases.map(\.rawValue)).isEmpty)
    #expect(Set(Component.allCases.map(\.rawValue)).subtracting(names).isEmpty, "nobody refers to these")
  }

  @Test func `closes every request and no reply`() {
    func isClosed(_ component: Component) -> Bool { component.schema.json["additionalProperties"] == false }
    let requests = Set(
      OperationID.allCases.compactMap { operation -> Component? in
        switch operation.route.body {
        case .none: nil
        case .optional(let component), .required(let component): component
        }
      })
    for component in requests { #expect(isClosed(component), "\(component)") }
    for component in [Component.account, .transaction, .hold, .problem] { #expect(!isClosed(component), "\(component)") }
  }

  @Test func `takes the fields the parser takes, and no others`() {
    func fields(_ component: Component) -> Set<String> { Set(component.schema.json["properties"]?.objectValue?.keys ?? []) }
    func names(_ fields: BodyFields) -> Set<String> { Set(BodyField.allCases.filter(fields.contains).map { "\($0.name)" }) }
    let key = BodyFields(.idempotencyKey)
    #expect(fields(.transferRequest) == names(BodyFields.posting.union(.details).union(key)))
    #expect(fields(.holdRequest) == names(ItemType.hold.fields.subtracting(BodyFields(.type, .key)).union(key)))
    #expect(fields(.captureRequest) == names(ItemType.capture.fields.subtracting(BodyFields(.type, .key, .hold)).union(key)))
    #expect(fields(.accountOpening) == names(BodyFields.opening.union(key)))
    #expect(fields(.postingRequest) == names(.posting))
    let items = Component.batchItem.schema.json["anyOf"]?.arrayValue ?? []
    #expect(items.count == ItemType.allCases.count)
    for item in items {
      let type = item["properties"]?["type"]?["const"]?.stringValue.flatMap(ItemType.init(rawValue:))
      #expect(Set(item["properties"]?.objectValue?.keys ?? []) == names(type?.fields ?? []))
      #expect(
        Set((item["required"]?.arrayValue ?? []).compactMap(\.stringValue))
          == names((type?.required ?? []).union(BodyFields(.type))))
    }
  }
}
