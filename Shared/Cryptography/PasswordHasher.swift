import CSodium
import Threads

/// Hashes passwords with Argon2id, a few at a time, on threads of its own.
///
/// A hash takes about 12 ms of one core and `memoryKiB` while it runs, so only `concurrency` run at once and only
/// `queueLimit` more may wait; past that it is `busy`, which a login answers with 503 instead of piling up. So is what
/// has waited longer than `patience`: whoever asked has given up by the time that its hash would be done, and hashing for
/// those who have gone would keep all others from ever being in time.
public final class PasswordHasher: Sendable {
    /// Argon2id's parameters, written into each hash; OWASP's second recommendation, 19 MiB and two passes.
    public struct Cost: Sendable, Hashable {
        /// Passes over the memory.
        public var operations: UInt64
        public var memoryKiB: Int

        public init(operations: UInt64 = 2, memoryKiB: Int = 19_456) {
            self.operations = operations
            self.memoryKiB = memoryKiB
        }
    }

    public enum Failure: Error, Hashable {
        /// Too many passwords are being hashed; try again in a moment.
        case busy
        /// There was no memory for a hash.
        case outOfMemory
    }

    private let cost: Cost
    private let patience: Duration?
    private let threads: BlockingThreads

    /// - Parameters:
    ///   - concurrency: how many hashes run at once.
    ///   - queueLimit: how many more may wait.
    ///   - patience: how long each of these may wait; nil for as long as it takes.
    public init(cost: Cost = Cost(), concurrency: Int = 2, queueLimit: Int = 64, patience: Duration? = nil) {
        self.cost = cost
        self.patience = patience
        threads = BlockingThreads(name: "argon2", count: concurrency, queueLimit: queueLimit)
    }

    /// The hash of a password with a new random salt, as text that says how it was made (`$argon2id$v=19$m=19456,…`).
    public func hash(_ password: String) async throws(Failure) -> String {
        let (bytes, cost) = (password.utf8.map(CChar.init(bitPattern:)), cost)
        let hash: String? = try await run {
            Sodium.ready
            var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
            let code = crypto_pwhash_str(
                &text, bytes, UInt64(bytes.count), cost.operations, cost.memoryKiB * 1_024)
            return code == 0
                ? String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
        }
        guard let hash else { throw .outOfMemory }
        return hash
    }

    /// True when `password` is the one that `hash` was made of. Something that isn't a hash is false, and quickly so.
    public func verify(_ password: String, against hash: String) async throws(Failure) -> Bool {
        let bytes = password.utf8.map(CChar.init(bitPattern:))
        return try await run {
            Sodium.ready
            return crypto_pwhash_str_verify(hash, bytes, UInt64(bytes.count)) == 0
        }
    }

    /// True when `hash` was made at another cost than today's (or isn't a hash): hash anew at the next good login.
    public func needsRehash(_ hash: String) -> Bool {
        return crypto_pwhash_str_needs_rehash(hash, cost.operations, cost.memoryKiB * 1_024) != 0
    }

    private func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async throws(Failure) -> Result {
        let asked = ContinuousClock.now
        do {
            return try await threads.run { [patience] in
                if let patience, .now - asked > patience { throw Failure.busy }
                return work()
            }
        } catch {
            throw .busy  // the only thing that is thrown: by `threads` when its queue is full, and above
        }
    }
}
