import Cryptography
import Testing

@Suite struct TextEncodingTests {
    /// RFC 4648, section 10.
    static let rfcVectors: [(plain: String, base64: String, base32: String, hex: String)] = [
        ("", "", "", ""), ("f", "Zg==", "my", "66"), ("fo", "Zm8=", "mzxq", "666f"), ("foo", "Zm9v", "mzxw6", "666f6f"),
        ("foob", "Zm9vYg==", "mzxw6yq", "666f6f62"), ("fooba", "Zm9vYmE=", "mzxw6ytb", "666f6f6261"),
        ("foobar", "Zm9vYmFy", "mzxw6ytboi", "666f6f626172"),
    ]

    @Test("the vectors of RFC 4648 encode and decode", arguments: rfcVectors)
    func vectors(plain: String, base64: String, base32: String, hex: String) {
        let bytes = Array(plain.utf8)
        #expect(Base64.encode(bytes) == base64)
        #expect(Base64.decode(base64) == bytes)
        #expect(Base64URL.encode(bytes) == String(base64.prefix { $0 != "=" }))
        #expect(Base32.encode(bytes) == base32)
        #expect(Base32.decode(base32) == bytes)
        #expect(Hex.encode(bytes) == hex)
        #expect(Hex.decode(hex) == bytes)
    }

    @Test("random bytes of any length come back from each")
    func roundTrips() {
        for count in 0..<70 {
            let bytes = SecureRandom.bytes(count)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(Base32.decode(Base32.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test("the two alphabets differ where they should")
    func alphabets() {
        #expect(Base64.encode([0xfb, 0xff]) == "+/8=")
        #expect(Base64URL.encode([0xfb, 0xff]) == "-_8")
        #expect(Base64.decode("-_8=") == nil)
        #expect(Base64URL.decode("+/8") == nil)
    }

    @Test(
        "text that no encoder makes isn't base64",
        arguments: ["Zg", "Zg=", "Zg===", "Zh==", "Z===", "====", "Zm8=Zm8=", "Zm9v\n", " Zm9", "Zm9v="])
    func strictBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("text that no encoder makes isn't base32 or hexadecimal", arguments: ["a", "MY", "mz1q", "my======", "mz"])
    func strictOthers(text: String) {
        #expect(Base32.decode(text) == nil)
        #expect(Hex.decode(text) == nil)
        #expect(Hex.decode("0") == nil)
        #expect(Hex.decode("0G") == nil)
    }
}
