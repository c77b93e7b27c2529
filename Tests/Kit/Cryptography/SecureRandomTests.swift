import Cryptography
import Testing

@Suite struct SecureRandomTests {
    @Test("tokens are 43 characters of 256 bits, and never the same")
    func tokens() {
        let tokens = (0..<1_000).map { _ in SecureRandom.token() }
        #expect(Set(tokens).count == 1_000)
        #expect(tokens.allSatisfy { $0.utf8.count == 43 && Base64URL.decode($0)?.count == 32 })
    }

    @Test("comparison in constant time knows equal from different")
    func constantTime() {
        #expect(ConstantTime.equal("token", "token"))
        #expect(!ConstantTime.equal("token", "tokem"))
        #expect(!ConstantTime.equal("token", "toke"))
        #expect(ConstantTime.equal([UInt8](), [UInt8]()))
    }
}
