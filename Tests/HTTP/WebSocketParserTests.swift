import Testing
import WebSocket

@Suite struct WebSocketParserTests {
    private func parse(
        _ bytes: [UInt8], role: WebSocketParser.Role = .client, limit: Int = 1 << 20, step: Int? = nil
    ) throws -> [WebSocketParser.Event] {
        var parser = WebSocketParser(role: role, maximumMessageBytes: limit)
        var events: [WebSocketParser.Event] = []
        for start in stride(from: 0, to: bytes.count, by: step ?? max(1, bytes.count)) {
            parser.feed([UInt8](bytes[start..<min(bytes.count, start + (step ?? bytes.count))]))
            while let event = try parser.next() { events.append(event) }
        }
        return events
    }

    private func code(_ bytes: [UInt8], role: WebSocketParser.Role = .client, limit: Int = 1 << 20)
        -> WebSocketCloseCode?
    {
        do {
            _ = try parse(bytes, role: role, limit: limit)
            return nil
        } catch WebSocketError.violation(let code, _) {
            return code
        } catch {
            return .internalError
        }
    }

    @Test("the examples of RFC 6455, section 5.7") func examples() throws {
        #expect(try parse([0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]) == [.message(.text("Hello"))])
        let masked: [UInt8] = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]
        #expect(try parse(masked, role: .server) == [.message(.text("Hello"))])
        #expect(try parse([0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f]) == [.message(.text("Hello"))])
        #expect(try parse([0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]) == [.ping([UInt8]("Hello".utf8))])
        #expect(WebSocketFrame(.text, [UInt8]("Hello".utf8)).encoded(mask: [0x37, 0xfa, 0x21, 0x3d]) == masked)
        #expect(WebSocketHandshake.accept(key: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test(
        "frames of every length class come back, however they are cut",
        arguments: [0, 1, 125, 126, 127, 65535, 65536, 70000])
    func lengths(count: Int) throws {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let frame = WebSocketFrame(.binary, payload)
        #expect(try parse(frame.encoded()) == [.message(.binary(payload))])
        let masked = frame.encoded(mask: [1, 2, 3, 4])
        #expect(try parse(masked, role: .server, step: count > 1000 ? 997 : 1) == [.message(.binary(payload))])
    }

    @Test("control frames come between the fragments of a message") func interleaved() throws {
        let bytes =
            WebSocketFrame(.text, [0xc3], isFinal: false).encoded() + WebSocketFrame(.ping, [7]).encoded()
            + WebSocketFrame(.continuation, [], isFinal: false).encoded() + WebSocketFrame(.pong).encoded()
            + WebSocketFrame(.continuation, [0xbc]).encoded()
        #expect(try parse(bytes, step: 1) == [.ping([7]), .pong([]), .message(.text("ü"))])
    }

    @Test("a close tells its code and reason, and ends everything") func close() throws {
        let bytes = WebSocketFrame.close(.goingAway, "bye").encoded() + WebSocketFrame(.text, [0x61]).encoded()
        #expect(try parse(bytes) == [.close(.goingAway, "bye")])
        #expect(try parse(WebSocketFrame.close(.none).encoded()) == [.close(.none, "")])
        let long = WebSocketFrame.close(.normal, String(repeating: "ü", count: 100))
        #expect(long.payload.count == 124)
    }

    @Test("violations end in the code that the RFC has for them") func violations() {
        #expect(code([0xc1, 0x00]) == .protocolError, "a reserved bit")
        #expect(code([0x83, 0x00]) == .protocolError, "an unknown opcode")
        #expect(code([0x81, 0x80, 0, 0, 0, 0]) == .protocolError, "a server that masks")
        #expect(code([0x81, 0x00], role: .server) == .protocolError, "a client that doesn't mask")
        #expect(code([0x09, 0x00]) == .protocolError, "a fragmented ping")
        #expect(code([0x89, 0x7e, 0x00, 0x7e]) == .protocolError, "a ping of 126 bytes")
        #expect(code([0x80, 0x00]) == .protocolError, "a continuation of nothing")
        #expect(code([0x01, 0x00, 0x81, 0x00]) == .protocolError, "a message inside another")
        #expect(code([0x81, 0x7e, 0x00, 0x05]) == .protocolError, "a length that isn't the shortest")
        #expect(code([0x88, 0x01, 0x03]) == .protocolError, "half a close code")
        #expect(code([0x88, 0x02, 0x03, 0xed]) == .protocolError, "close code 1005")
        #expect(code([0x88, 0x02, 0x00, 0x01]) == .protocolError, "close code 1")
        #expect(code([0x81, 0x01, 0xff]) == .invalidData, "text that isn't UTF-8")
        #expect(code([0x81, 0x03, 0xed, 0xa0, 0x80]) == .invalidData, "a surrogate")
        #expect(code([0x88, 0x03, 0x03, 0xe8, 0xff]) == .invalidData, "a reason that isn't UTF-8")
    }

    @Test("a message over the limit is refused before it has come, also in fragments") func limit() {
        #expect(code([0x82, 0x7e, 0x03, 0xe9], limit: 1000) == .messageTooBig)
        #expect(code([0x82, 0x7f, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], limit: 1000) == .messageTooBig)
        #expect(code([0x82, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], limit: 1000) == .messageTooBig)
        let half = [UInt8](repeating: 0, count: 600)
        let bytes =
            WebSocketFrame(.binary, half, isFinal: false).encoded() + WebSocketFrame(.continuation, half).encoded()
        #expect(code(bytes, limit: 1000) == .messageTooBig)
        #expect(code(bytes, limit: 1200) == nil)
    }
}
