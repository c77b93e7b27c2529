import CSodium

/// libsodium, made ready once a process.
enum Sodium {
    /// Touched by everything that needs the library's random numbers or its choice of fast code. Traps when the system has
    /// no source of randomness: nothing that asks for it could be kept safe.
    static let ready: Void = {
        precondition(sodium_init() >= 0, "libsodium could not be initialised")
    }()
}
