import Foundation
import Glibc
import HTTPClient
import Testing

@Suite struct `A proxy` {
  @Test func `of the environment is not used`() async {
    await #expect(processExitsWith: .success) {
      for name in ["http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"] { setenv(name, "http://127.0.0.1:1", 1) }
      let (server, client) = (try GoodServer(), HTTPClient())
      #expect(try client.call(HTTPCall(.get, server.url)).status == 200)
      client.close()
    }
  }

  @Test func `that is configured is used for every host, whatever the environment says`() async {
    await #expect(processExitsWith: .success) {
      setenv("no_proxy", "*", 1)
      let proxy = try RawServer { connection, _ in
        connection.readRequest()
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
      }
      var options = HTTPClientOptions()
      options.proxy = proxy.url
      let client = HTTPClient(options)
      #expect(try client.call(HTTPCall(.get, "http://provider.test/a")).text == "ok")
      client.close()
      #expect(proxy.requests().first?.hasPrefix("GET http://provider.test/a HTTP/1.1\r\n") == true)
    }
  }
}
