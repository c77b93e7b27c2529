import Sockets
import WebSocket

/// Texts over WebSocket.
struct WebSocketLink: TextLink {
    let socket: WebSocketConnection

    var writer: any TextWriter { Writer(socket: socket) }

    func next() async -> [UInt8]? {
        while let message = await socket.receive() {
            if let text = message.text { return Array(text.utf8) }
        }
        return nil
    }

    private struct Writer: TextWriter {
        let socket: WebSocketConnection

        func send(_ text: [UInt8]) async {
            // A failure is the socket's end, which the reader sees.
            do { try await socket.send(utf8: text) } catch { return }
        }

        func close() async {
            // Outlives the caller, which needn't wait for the client's answer.
            Task { await socket.close() }
        }
    }
}

extension MatchSocketServer {
    func serveWebSocket(_ connection: TCPConnection) async throws(WebSocketError) {
        let configuration = WebSocketConfiguration(maximumMessageBytes: MatchSocketListener.longestText)
        await serve(WebSocketLink(socket: try await .accept(on: connection, configuration: configuration)))
    }
}
