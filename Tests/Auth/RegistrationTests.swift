import AccountsCore
import Contracts
import Testing

@Suite struct RegistrationTests {
    private let rule = PasswordRule()

    private func decide(
        _ username: String, _ password: String, serverKey: Registration.ServerKey = .absent
    ) -> Result<Registration, Refusal> {
        let request = RegisterUser(username: username, password: password, serverUser: nil)
        return Result { () throws(Refusal) in try Registration(request, serverKey: serverKey, rule: rule) }
    }

    @Test("without a server key a player registers, with the right one a server user")
    func roles() throws {
        #expect(try decide("magda", "vk3-hollow-oak").get().isServerUser == false)
        #expect(try decide("magda", "vk3-hollow-oak", serverKey: .right).get().isServerUser)
    }

    @Test("a wrong server key is refused before anything else is looked at")
    func wrongKey() {
        #expect(throws: Refusal(.forbidden, "not the server key")) {
            try decide("?", "", serverKey: .wrong).get()
        }
    }

    @Test("all invalid fields are told at once")
    func invalid() throws {
        let refusal = try #require(throws: Refusal.self) { try decide("no name", "short").get() }
        #expect(refusal.code == .invalid)
        #expect(refusal.errors?.map(\.field) == ["username", "password"])
    }

    @Test("the name of deleted users is taken")
    func reserved() throws {
        let refusal = try #require(throws: Refusal.self) { try decide("DELETED-user", "vk3-hollow-oak").get() }
        #expect(refusal.code == .nameTaken)
    }
}
