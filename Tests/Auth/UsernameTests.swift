import AccountsCore
import Testing

@Suite struct UsernameTests {
    @Test(
        "a name has 3 to 24 letters, digits, underscores and hyphens",
        arguments: [
            "abc", "ABC-def_123", "---", "a23456789012345678901234",
        ])
    func good(name: String) {
        #expect(Username(name) != nil)
        #expect(Username.violation(in: name) == nil)
    }

    @Test(
        "anything else is no name",
        arguments: [
            "", "ab", "a234567890123456789012345", "a b c", "abc\n", "abc\0", "äbc", "ａｂｃ", "abc.", "a/b/c",
            "abc\u{301}",
        ])
    func bad(name: String) {
        #expect(Username(name) == nil)
        #expect(Username.violation(in: name)?.field == "username")
    }

    @Test("names that differ only in case have the same key and keep their own writing")
    func caseInsensitive() throws {
        let one = try #require(Username("Magda-K"))
        let other = try #require(Username("mAGDA-k"))
        #expect(one.key == other.key)
        #expect(one.rawValue == "Magda-K")
    }

    @Test("the name shown for deleted users belongs to nobody")
    func reserved() throws {
        #expect(try #require(Username("Deleted-User")).isReserved)
        #expect(try #require(Username("deleted-user1")).isReserved == false)
    }
}
