import Contracts
import Sockets
import Threads

/// Answers probes of others, and measures the round trip to them, over one UDP socket.
///
/// A probe is `muster-echo?` and 16 characters; the answer has the same length, `muster-echo!` and the same characters.
public actor PeerEcho {
    /// Probes of one measurement.
    static let probes = 5
    /// How long an answer is waited for.
    static let patience = Duration.milliseconds(400)

    public nonisolated let address: SocketAddress
    private let socket: UDPSocket
    private var pending: [String: OneShot<ContinuousClock.Instant>] = [:]

    public init(host: String, port: UInt16) async throws {
        socket = try await UDPSocket.bind(host: host, port: port)
        address = socket.address
    }

    /// Answers until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            do {
                let (bytes, from) = try await socket.receive()
                try await take(String(decoding: bytes, as: UTF8.self), from)
            } catch {
                guard error.kind != .closed, error.kind != .cancelled else { break }
            }
        }
        await socket.close()
    }

    /// The median of several round trips; `nil` when nobody answers there.
    public func roundTrip(to address: SocketAddress) async throws -> Duration? {
        var measured: [Duration] = []
        for _ in 0..<Self.probes {
            if let time = try await probe(address) { measured.append(time) }
            if measured.isEmpty, Task.isCancelled { throw CancellationError() }
        }
        return measured.isEmpty ? nil : measured.sorted()[measured.count / 2]
    }

    private func probe(_ address: SocketAddress) async throws -> Duration? {
        var random = SystemRandomNumberGenerator()
        let nonce = RandomText.base32(length: 16, using: &random)
        let answer = OneShot<ContinuousClock.Instant>()
        pending[nonce] = answer
        defer { pending[nonce] = nil }
        let sent = ContinuousClock.now
        try await socket.send([UInt8]("muster-echo?\(nonce)".utf8), to: address)
        do {
            return try await answer.value(within: Self.patience) - sent
        } catch is DeadlineExceeded {
            return nil
        }
    }

    private func take(_ text: String, _ from: SocketAddress) async throws(SocketError) {
        guard text.utf8.count == 28 else { return }
        let nonce = String(text.dropFirst(12))
        if text.hasPrefix("muster-echo?") {
            try await socket.send([UInt8]("muster-echo!\(nonce)".utf8), to: from)
        } else if text.hasPrefix("muster-echo!") {
            pending[nonce]?.succeed(.now)
        }
    }
}
