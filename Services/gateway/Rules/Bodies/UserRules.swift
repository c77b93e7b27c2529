import API
import Contracts

extension RegisterUser {
    public init(_ body: RegisterBody) throws(Refusal) {
        var rule = BodyRule()
        rule.type(body.type, is: "Register")
        let username = rule.required("username", body.username, "")
        let password = rule.required("password", body.password, "")
        try rule.check()
        self.init(username: username, password: password, serverUser: body.serverUser)
    }
}

extension LogIn {
    public init(_ body: LoginBody, address: String, addressIsTrusted: Bool) throws(Refusal) {
        var rule = BodyRule()
        rule.type(body.type, is: "Login")
        let username = rule.required("username", body.username, "")
        let password = rule.required("password", body.password, "")
        try rule.check()
        self.init(username: username, password: password, address: address, addressIsTrusted: addressIsTrusted)
    }
}

extension DeleteUser {
    public init(_ body: DeleteUserBody, playerID: PlayerID) throws(Refusal) {
        var rule = BodyRule()
        let password = rule.required("password", body.password, "")
        try rule.check()
        self.init(playerID: playerID, password: password)
    }
}

extension ChangePassword {
    public init(_ body: ChangePasswordBody, playerID: PlayerID, keep: SessionID) throws(Refusal) {
        var rule = BodyRule()
        let password = rule.required("password", body.password, "")
        let newPassword = rule.required("newPassword", body.newPassword, "")
        try rule.check()
        self.init(playerID: playerID, password: password, newPassword: newPassword, keep: keep)
    }
}
