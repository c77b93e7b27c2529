import Sockets
import TestKit
import Testing
import Threads

@Suite struct TCPTests {
    @Test("bytes go both ways, and each side's end is told", arguments: ["127.0.0.1", "::1", "localhost"])
    func bothWays(host: String) async throws {
        let listener = try await TCPListener.bind(host: host, port: 0)
        let client = try await TCPConnection.connect(host: host, port: listener.address.port)
        let server = try await listener.accept()
        #expect(client.localAddress == server.remoteAddress)
        try await client.write([1, 2, 3])
        #expect(try await server.read() == [1, 2, 3])
        await client.closeWrite()
        #expect(try await server.read() == nil)
        try await server.write([4])
        #expect(try await client.read() == [4])
        await server.close()
        #expect(try await client.read() == nil)
    }

    @Test("a peer that leaves is told without a reader") func gone() async throws {
        let listener = try await TCPListener.bind(port: 0)
        let client = try await TCPConnection.connect(host: "127.0.0.1", port: listener.address.port)
        let server = try await listener.accept()
        try await client.write([1])
        #expect(!server.isGone)
        await client.close()
        try await withDeadline(.seconds(5)) { try await server.waitUntilGone() }
        #expect(try await server.read() == [1])
    }

    @Test("a port where nobody listens is refused, and a closed listener says so") func refused() async throws {
        let listener = try await TCPListener.bind(port: 0)
        let accepted = Task { try await listener.accept() }
        await listener.close()
        let closed = await #expect(throws: SocketError.self) { _ = try await accepted.value }
        #expect(closed?.kind == .closed)
        let error = await #expect(throws: SocketError.self) {
            try await TCPConnection.connect(host: "127.0.0.1", port: listener.address.port)
        }
        #expect(error?.kind == .refused)
    }

    @Test("a reader that doesn't read fills the buffer: writing waits, then is given up") func stalled() async throws {
        let listener = try await TCPListener.bind(port: 0)
        let limits = TCPLimits(bufferBytes: 1 << 16, stall: .milliseconds(200))
        let client = try await TCPConnection.connect(host: "127.0.0.1", port: listener.address.port, limits: limits)
        let server = try await listener.accept()
        let megabyte = [UInt8](repeating: 0, count: 1 << 20)
        let error = await #expect(throws: SocketError.self) {
            for _ in 0..<100 { try await client.write(megabyte) }
        }
        #expect(error?.kind == .timedOut)
        withExtendedLifetime(server) {}
    }

    @Test("writeNow refuses when the buffer is full, and everything taken arrives in order") func buffered()
        async throws
    {
        let listener = try await TCPListener.bind(port: 0)
        let client = try await TCPConnection.connect(
            host: "127.0.0.1", port: listener.address.port, limits: TCPLimits(bufferBytes: 1 << 16))
        let server = try await listener.accept()
        var sent = 0
        let error = await #expect(throws: SocketError.self) {
            while true {
                try await client.writeNow((0..<65536).map { UInt8(truncatingIfNeeded: (sent + $0) / 251) })
                sent += 65536
            }
        }
        #expect(error?.kind == .bufferFull)
        await client.closeWrite()
        var received = 0
        for try await chunk in server.chunks {
            for (index, byte) in chunk.enumerated() where byte != UInt8(truncatingIfNeeded: (received + index) / 251) {
                Issue.record("byte \(received + index) is wrong")
                return
            }
            received += chunk.count
        }
        #expect(received == sent)
    }

    @Test("a cancelled read gives up, and the next one goes on") func cancelledRead() async throws {
        let listener = try await TCPListener.bind(port: 0)
        let client = try await TCPConnection.connect(host: "127.0.0.1", port: listener.address.port)
        let server = try await listener.accept()
        let reading = Task { try await server.read() }
        reading.cancel()
        let error = await #expect(throws: SocketError.self) { try await reading.value }
        #expect(error?.kind == .cancelled)
        try await client.write([9])
        #expect(try await server.read() == [9])
    }

    @Test("lines are cut at LF and CRLF, and one that is too long is an error") func lines() async throws {
        let listener = try await TCPListener.bind(port: 0)
        let client = try await TCPConnection.connect(host: "127.0.0.1", port: listener.address.port)
        let server = try await listener.accept()
        try await client.write([UInt8]("one\ntwo\r\n\nlast".utf8))
        await client.closeWrite()
        var lines: [String] = []
        for try await line in server.lines() { lines.append(String(decoding: line, as: UTF8.self)) }
        #expect(lines == ["one", "two", "", "last"])
        try await server.write([UInt8](repeating: 0x61, count: 200))
        let error = await #expect(throws: SocketError.self) { for try await _ in client.lines(maximumBytes: 100) {} }
        #expect(error?.kind == .bufferFull)
    }

    @Test("timers fire in order and not when cancelled") func timers() async throws {
        let loop = EventLoop(name: "timers")
        let fired = Locked([Int]())
        let done = OneShot<Void>()
        loop.execute {
            loop.schedule(after: .milliseconds(30)) {
                fired.withLock { $0.append(3) }
                done.succeed(())
            }
            loop.schedule(after: .milliseconds(10)) { fired.withLock { $0.append(1) } }
            let cancelled = loop.schedule(after: .milliseconds(15)) { fired.withLock { $0.append(9) } }
            loop.schedule(after: .milliseconds(10)) {
                fired.withLock { $0.append(2) }
                cancelled.cancel()
            }
        }
        try await done.value()
        #expect(fired.withLock { $0 } == [1, 2, 3])
    }

    @Test("addresses are read and written in the usual notation") func addresses() {
        #expect(IPAddress("127.0.0.1")?.isLoopback == true)
        #expect(IPAddress("::1")?.isLoopback == true)
        #expect(IPAddress("::ffff:10.0.0.1") == IPAddress("10.0.0.1"))
        #expect(IPAddress("2001:db8::1")?.description == "2001:db8::1")
        #expect(IPAddress("localhost") == nil && IPAddress("1.2.3") == nil)
    }
}
