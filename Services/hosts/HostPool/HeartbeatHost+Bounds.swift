import Contracts

extension HostID {
    /// Whether it is made of `[A-Za-z0-9_.:-]`, 1 to 128 of them, so that it can be part of a key.
    public var isWellFormed: Bool { HostPool.isName(rawValue, atMost: 128) }
}

extension HeartbeatHost {
    /// Whether ids and capacity are within the bounds of the interface. The gateway has checked them; a pool that anybody
    /// else reaches stays whole all the same.
    public var isWellFormed: Bool {
        hostID.isWellFormed && HostPool.isName(roomID, atMost: 64) && (capacity.map { (1...1000).contains($0) } ?? true)
    }
}

extension HostPool {
    static func isName(_ text: String, atMost limit: Int) -> Bool {
        (1...limit).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
