@_exported import HTTPTypes  // its types are this module's vocabulary
import Sockets

/// An HTTP/1.1 client over libcurl: any number of requests at once on one thread, connections kept and used again.
///
/// It keeps no cookies, follows no redirects, reads no proxy settings and never retries.
/// Letting the last reference go ends its thread; requests still under way then fail with `clientClosed`.
public final class WebClient: Sendable {
    /// For whoever needs no client of his own.
    public static let shared = WebClient()

    private let transfers: TransferLoop

    /// - Parameters:
    ///   - idleConnections: how many connections are kept open between requests.
    ///   - connectTimeout: how long a new connection may take.
    public init(idleConnections: Int = 1024, connectTimeout: Duration = .seconds(5)) {
        transfers = TransferLoop(idleConnections: idleConnections, connectTimeout: connectTimeout)
    }

    deinit {
        transfers.closeSoon()
    }

    /// Sends the request and waits for the whole answer. Cancelling the task ends the request.
    public func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPClientResponse {
        let transfer = try Transfer(request, collects: true)
        return try await run(transfer)
    }

    /// Sends the request and returns as soon as the header of the answer is there; the body is read as it comes.
    /// Reading too slowly slows the server down, it doesn't fill memory. Letting the stream go ends the request.
    public func stream(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPClientStream {
        let transfer = try Transfer(request, collects: false)
        let head = try await run(transfer)
        return HTTPClientStream(head: head, transfer: transfer, transfers: transfers, client: self)
    }

    private func run(_ transfer: Transfer) async throws(HTTPClientError) -> HTTPClientResponse {
        let result = await withTaskCancellationHandler {
            await transfers.run(transfer)
        } onCancel: {
            transfers.cancelSoon(transfer)
        }
        return try result.get()
    }
}
