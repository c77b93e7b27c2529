import CCurl
import HTTPTypes

/// One request under way. Touched only on the thread of its `TransferLoop` once handed to it, hence `@unchecked`.
final class Transfer: @unchecked Sendable {
    typealias Outcome<Value> = Result<Value, HTTPClientError>

    let request: HTTPClientRequest
    /// True when the whole answer is wanted, false when it is read as it comes.
    let collects: Bool
    var handle: UnsafeMutableRawPointer?
    var fields: UnsafeMutablePointer<curl_slist>?
    var response = HTTPClientResponse(status: 200, headers: [:], body: [])
    /// libcurl holds the body back until it is told to go on.
    var paused = false
    /// Why the transfer was broken off from here; more to the point than libcurl's code.
    var failure: HTTPClientError?
    /// Set once, when it is over.
    var end: Outcome<Void>?
    var headWaiter: CheckedContinuation<Outcome<HTTPClientResponse>, Never>?
    var chunkWaiter: CheckedContinuation<Outcome<[UInt8]?>, Never>?

    init(_ request: HTTPClientRequest, collects: Bool) throws(HTTPClientError) {
        // What can't stand in a request's head must not reach libcurl, which writes it as it is.
        let texts = [request.method.rawValue, request.url] + request.headers.flatMap { [$0.name, $0.value] }
        guard texts.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x09 } }), !request.method.rawValue.isEmpty
        else { throw HTTPClientError(.invalidRequest, "a control character in the request's head") }
        self.request = request
        self.collects = collects
    }

    /// Takes one line of a header. A new status line (after `100 Continue`) begins again.
    func takeHeader(_ line: UnsafeBufferPointer<UInt8>) {
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            let parts = text.split(separator: " ", maxSplits: 2)
            response.status = HTTPStatus(parts.count > 1 ? Int(parts[1].prefix(3)) ?? 0 : 0)
            response.headers = [:]
            return
        }
        guard let colon = text.firstIndex(of: ":") else {
            if !collects, response.status.code >= 200 { deliverHead() }
            return
        }
        var value = text[text.index(after: colon)...]
        while let last = value.last, last.isNewline { value.removeLast() }
        response.headers.append(String(text[..<colon]), String(HTTPFields.trim(value)))
    }

    /// What to tell libcurl about some bytes of the body.
    enum Taken {
        case all
        /// Offer them again once what is there has been read.
        case later
        case refused
    }

    func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Taken {
        if let waiter = chunkWaiter {
            chunkWaiter = nil
            waiter.resume(returning: .success([UInt8](bytes)))
            return .all
        }
        if collects, response.body.count + bytes.count > request.maximumResponseBytes {
            failure = HTTPClientError(
                .responseTooLarge, "the answer is longer than \(request.maximumResponseBytes) bytes")
            return .refused
        }
        if !collects, response.body.count >= 1 << 18 {
            paused = true
            return .later
        }
        response.body.append(contentsOf: bytes)
        return .all
    }

    func deliverHead() {
        guard let waiter = headWaiter else { return }
        headWaiter = nil
        waiter.resume(returning: .success(response))
    }

    func finish(_ outcome: Outcome<Void>) {
        guard end == nil else { return }
        end = outcome
        switch outcome {
        case .success:
            deliverHead()
            chunkWaiter?.resume(returning: .success(nil))
        case .failure(let error):
            headWaiter?.resume(returning: .failure(error))
            chunkWaiter?.resume(returning: .failure(error))
        }
        headWaiter = nil
        chunkWaiter = nil
    }
}
