import Contracts
import Cryptography

extension CommandID {
    /// An id for a command that nobody will send again.
    static func random() -> CommandID { CommandID("c" + Base64URL.encode(SecureRandom.bytes(15))) }
}
