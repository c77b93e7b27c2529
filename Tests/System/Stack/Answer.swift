import APIClient
import Contracts
import Foundation
import HTTPClient
import Testing

/// An answer of the gateway with its body as JSON.
struct Answer {
    let status: Int
    let headers: HTTPFields
    /// Null where the body isn't JSON.
    let json: JSONValue
    let text: String

    init(_ response: HTTPClientResponse) {
        status = response.status.code
        headers = response.headers
        text = response.text
        // Bodies of other kinds are looked at as text.
        json = (try? JSONDecoder().decode(JSONValue.self, from: Data(response.body))) ?? .null
    }

    subscript(member: String) -> JSONValue? { json[member] }

    /// The fields that a 422 complains about.
    var invalidFields: [String] {
        guard case .array(let errors)? = json["errors"] else { return [] }
        return errors.compactMap { $0["field"]?.string }
    }

    /// Fails the test unless this is a problem with the status, as RFC 9457 and `http-api.md` want it.
    func expectProblem(_ status: Int, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(self.status == status, "\(text)", sourceLocation: sourceLocation)
        #expect(headers["Content-Type"] == "application/problem+json", sourceLocation: sourceLocation)
        #expect(json["status"] == .integer(Int64(status)), sourceLocation: sourceLocation)
        #expect(json["title"]?.string?.isEmpty == false, sourceLocation: sourceLocation)
        #expect(json["instance"]?.string?.isEmpty == false, sourceLocation: sourceLocation)
    }
}

extension GatewayClient {
    /// Sends a request with a body of JSON text, as it stands, and gives back whatever comes.
    func ask(
        _ method: HTTPMethod, _ path: String, _ body: String? = nil, headers: HTTPFields = [:],
        waiting: Duration = .zero
    ) async throws -> Answer {
        Answer(
            try await exchange(method, path, body: body.map { Array($0.utf8) }, headers: headers, waiting: waiting))
    }
}
