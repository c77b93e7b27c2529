import AccountsCore
import Testing

@Suite struct PasswordRuleTests {
    private let rule = PasswordRule()

    @Test("8 to 256 Unicode scalars will do, however many bytes they take")
    func length() {
        #expect(rule.violation(in: "kx7-wq2") != nil)
        #expect(rule.violation(in: "kx7-wq2v") == nil)
        #expect(rule.violation(in: String(repeating: "ab", count: 128)) == nil)
        #expect(rule.violation(in: String(repeating: "ab", count: 128) + "c") != nil)
        #expect(rule.violation(in: String(repeating: "猫", count: 256)) == nil)
        #expect(rule.violation(in: String(repeating: "e\u{301}", count: 129)) != nil)
    }

    @Test(
        "the commonest passwords are refused in any case",
        arguments: [
            "password", "PASSWORD", "Password1", "12345678", "iloveyou", "qwertyuiop", "1q2w3e4r", "Sunshine",
            "letmein123",
        ])
    func common(password: String) {
        #expect(rule.violation(in: password)?.message == "is one of the commonest passwords")
    }

    @Test("the error names the field that the password stands in")
    func field() {
        #expect(rule.violation(in: "short", field: "newPassword")?.field == "newPassword")
    }
}
