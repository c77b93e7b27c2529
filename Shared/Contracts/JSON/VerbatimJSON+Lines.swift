extension VerbatimJSON {
    /// JSON on one line, for formats with a text a line: line ends, which stand only between tokens, become spaces.
    public static func onOneLine(_ json: some Sequence<UInt8>) -> [UInt8] {
        json.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
    }
}
