import HTTPTypes

/// The head of a handshake as text: a first line, and fields.
struct WebSocketHead: Sendable {
    var line: String
    var fields: HTTPFields

    /// Reads a head that is complete; nil when it isn't one. `bytes` are up to and with the empty line.
    init?(_ bytes: some Collection<UInt8>) {
        guard let text = String(validating: bytes, as: UTF8.self), text.hasSuffix("\r\n\r\n") else { return nil }
        var lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).map { Substring($0) }
        lines.removeLast(2)
        guard let first = lines.first, lines.allSatisfy({ $0.utf8.last == 0x0d }) else { return nil }
        line = String(first.dropLastByte())
        fields = [:]
        for line in lines.dropFirst() {
            let line = line.dropLastByte()
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return nil }
            fields.append(String(line[..<colon]), String(HTTPFields.trim(line[line.index(after: colon)...])))
        }
    }

    /// Where the head ends in these bytes: the index after its empty line; nil while it isn't complete.
    static func end(in bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (3..<bytes.count).first {
            bytes[$0] == 0x0a && bytes[$0 - 1] == 0x0d && bytes[$0 - 2] == 0x0a && bytes[$0 - 3] == 0x0d
        }.map { $0 + 1 }
    }
}

extension Substring {
    fileprivate func dropLastByte() -> Substring { Substring(utf8.dropLast()) }
}
