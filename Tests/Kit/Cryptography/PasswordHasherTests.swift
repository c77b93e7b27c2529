import Cryptography
import Testing

@Suite struct PasswordHasherTests {
    private let cheap = PasswordHasher.Cost(operations: 1, memoryKiB: 64)

    @Test("a hash verifies its password and no other, and says how it was made")
    func hashAndVerify() async throws {
        let hasher = PasswordHasher()
        let hash = try await hasher.hash("correct horse")
        #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(try await hasher.verify("correct horse", against: hash))
        #expect(try await !hasher.verify("correct horsf", against: hash))
        #expect(try await !hasher.verify("", against: hash))
        #expect(!hasher.needsRehash(hash))
    }

    @Test("verifies a hash that libargon2's own program made")
    func foreignHash() async throws {
        // From the README of P-H-C/phc-winner-argon2: echo -n "password" | ./argon2 somesalt -t 2 -m 16 -p 4 -l 24,
        // there with argon2i; libsodium reads both variants.
        let hash = "$argon2i$v=19$m=65536,t=2,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b+dWRWJTmaaJObG"
        let hasher = PasswordHasher(cost: cheap)
        #expect(try await hasher.verify("password", against: hash))
        #expect(try await !hasher.verify("passwore", against: hash))
        #expect(hasher.needsRehash(hash))
    }

    @Test("two hashes of one password differ by their salt")
    func salts() async throws {
        let hasher = PasswordHasher(cost: cheap)
        let first = try await hasher.hash("same")
        let second = try await hasher.hash("same")
        #expect(first != second)
    }

    @Test("a hash of another cost asks to be made anew")
    func rehash() async throws {
        let hash = try await PasswordHasher(cost: cheap).hash("old")
        #expect(PasswordHasher().needsRehash(hash))
        #expect(!PasswordHasher(cost: cheap).needsRehash(hash))
        #expect(PasswordHasher().needsRehash(String(repeating: "x", count: 500)))
    }

    @Test("what isn't a hash verifies nothing", arguments: ["", "plain", "$argon2id$v=19$m=64,t=1,p=1$", "\u{0}"])
    func notAHash(text: String) async throws {
        #expect(try await !PasswordHasher(cost: cheap).verify("plain", against: text))
    }

    @Test("past its bound it is busy, and what it took is done")
    func busy() async {
        let hasher = PasswordHasher(
            cost: PasswordHasher.Cost(operations: 8, memoryKiB: 19_456), concurrency: 1, queueLimit: 1)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do throws(PasswordHasher.Failure) {
                        return try await hasher.hash("password").hasPrefix("$argon2id$")
                    } catch {
                        #expect(error == .busy)
                        return false
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.contains(true))
        #expect(outcomes.contains(false))
    }

    @Test("what has waited longer than its patience is refused instead of being hashed")
    func patience() async throws {
        let hurried = PasswordHasher(cost: cheap, patience: .zero)
        await #expect(throws: PasswordHasher.Failure.busy) { try await hurried.hash("password") }
        let patient = PasswordHasher(cost: cheap, patience: .seconds(3_600))
        #expect(try await patient.hash("password").hasPrefix("$argon2id$"))
    }
}
