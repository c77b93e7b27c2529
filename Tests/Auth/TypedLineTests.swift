import Testing

@testable import AuthService

@Suite struct TypedLineTests {
    private func type(_ bytes: [UInt8]) -> TypedLine.Progress {
        var line = TypedLine()
        var progress = TypedLine.Progress.more
        for byte in bytes {
            guard progress == .more else { return progress }
            progress = line.take(byte)
        }
        return progress
    }

    @Test("Enter ends the line")
    func enter() {
        #expect(type(Array("geheim\r".utf8)) == .done("geheim"))
        #expect(type(Array("geheim\n".utf8)) == .done("geheim"))
        #expect(type(Array("geheim".utf8)) == .more)
    }

    @Test("Backspace takes a whole character back, Ctrl-U the line")
    func editing() {
        #expect(type(Array("aü".utf8) + [0x7f] + Array("b\n".utf8)) == .done("ab"))
        #expect(type([0x7f] + Array("b\n".utf8)) == .done("b"))
        #expect(type(Array("wrong".utf8) + [0x15] + Array("right\n".utf8)) == .done("right"))
    }

    @Test("Ctrl-C cancels, Ctrl-D only on an empty line")
    func cancelling() {
        #expect(type(Array("ab".utf8) + [0x03]) == .cancelled)
        #expect(type([0x04]) == .cancelled)
        #expect(type(Array("ab".utf8) + [0x04] + Array("c\n".utf8)) == .done("abc"))
    }
}
