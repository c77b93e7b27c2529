import RuleSetsCore
import Testing

@Suite struct RuleSetFaultTests {
    @Test(
        "what is wrong with teams and attributes is named with its path",
        arguments: [
            (#""teams":[]"#, "$.teams"), (#""teams":{}"#, "$.teams"),
            (#""teams":[{"name":"a","minPlayers":1,"maxPlayers":201}]"#, "$.teams[0].maxPlayers"),
            (#""teams":[{"name":"a","minPlayers":-1,"maxPlayers":1}]"#, "$.teams[0].minPlayers"),
            (#""teams":[{"name":"a","minPlayers":2,"maxPlayers":1}]"#, "$.teams[0].minPlayers"),
            (#""teams":[{"name":"a","minPlayers":1.5,"maxPlayers":2}]"#, "$.teams[0].minPlayers"),
            (#""teams":[{"name":"a","minPlayers":1,"maxPlayers":101,"quantity":2}]"#, "$.teams"),
            (#""teams":[{"name":"a,b","minPlayers":1,"maxPlayers":1}]"#, "$.teams[0].name"),
            (#""teams":[{"name":" a","minPlayers":1,"maxPlayers":1}]"#, "$.teams[0].name"),
            (
                #""teams":[{"name":"a","minPlayers":1,"maxPlayers":1},{"name":"a","minPlayers":1,"maxPlayers":1}]"#,
                "$.teams"
            ),
            (
                #""teams":[{"name":"a","minPlayers":1,"maxPlayers":1,"quantity":2},{"name":"a_2","minPlayers":1,"maxPlayers":1}]"#,
                "$.teams"
            ),
            (#""teams":[{"name":"a","minPlayers":1,"maxPlayers":1,"colour":"red"}]"#, "$.teams[0].colour"),
            (#""ruleLanguageVersion":1.0"#, "$.ruleLanguageVersion"),
            (#""ruleLanguageVersion":"1.1""#, "$.ruleLanguageVersion"),
            (#""playerAttributes":[{"name":"a"}]"#, "$.playerAttributes[0].type"),
            (#""playerAttributes":[{"name":"a","type":"list"}]"#, "$.playerAttributes[0].type"),
            (#""playerAttributes":[{"type":"number"}]"#, "$.playerAttributes[0].name"),
            (#""playerAttributes":[{"name":"a","type":"number","default":"1"}]"#, "$.playerAttributes[0].default"),
            (
                #""playerAttributes":[{"name":"a","type":"string_list","default":["a",1]}]"#,
                "$.playerAttributes[0].default"
            ),
            (
                #""playerAttributes":[{"name":"a","type":"string_number_map","default":{"a":"b"}}]"#,
                "$.playerAttributes[0].default"
            ),
            (
                #""playerAttributes":[{"name":"a","type":"number"},{"name":"a","type":"string"}]"#,
                "$.playerAttributes[1].name"
            ),
            (#""playerAttributes":[{"name":"rating","type":"string"}]"#, "$.playerAttributes[0].type"),
            (#""name":5"#, "$.name"), (#""rules":{}"#, "$.rules"), (#""comment":"x""#, "$.comment"),
        ])
    func structure(members: String, path: String) {
        var parts = [
            "ruleLanguageVersion": #""1.0""#, "teams": #"[{"name":"a","minPlayers":1,"maxPlayers":1,"quantity":2}]"#,
        ]
        let name = String(members.dropFirst().prefix { $0 != "\"" })
        parts[name] = nil
        let rest = parts.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        #expect(faults("{\((rest + [members]).joined(separator: ","))}").map(\.path) == [path])
    }

    @Test(
        "what is wrong with an algorithm is named with its path",
        arguments: [
            (#"{"strategy":"quick"}"#, ["strategy"]), (#"{"strategy":"balanced"}"#, ["balancedAttribute"]),
            (#"{"strategy":"balanced","balancedAttribute":"ground"}"#, ["balancedAttribute"]),
            (#"{"batchingPreference":"fastestRegion"}"#, ["batchingPreference"]),
            (#"{"batchingPreference":"sorted"}"#, ["sortByAttributes"]),
            (#"{"batchingPreference":"sorted","sortByAttributes":[]}"#, ["sortByAttributes"]),
            (#"{"batchingPreference":"sorted","sortByAttributes":["skill","roles"]}"#, ["sortByAttributes[1]"]),
            (#"{"expansionAgeSelection":"eldest"}"#, ["expansionAgeSelection"]),
            (#"{"backfillPriority":1}"#, ["backfillPriority"]), (#"{"speed":1}"#, ["speed"]),
        ])
    func algorithms(algorithm: String, members: [String]) {
        #expect(
            faults(text(#","algorithm":\#(algorithm)"#)).map(\.path) == members.map { "$.algorithm.\($0)" })
    }

    @Test("matches of more than 40 players are balanced, with latency and batch distance rules only")
    func large() {
        let teams = #"[{"name":"a","minPlayers":20,"maxPlayers":21,"quantity":2}]"#
        #expect(faults(text(teams: teams)).map(\.path) == ["$.algorithm"])
        #expect(faults(text(teams: teams, #","algorithm":{}"#)).map(\.path) == ["$.algorithm.strategy"])
        let balanced = #","algorithm":{"strategy":"balanced","balancedAttribute":"skill"}"#
        let allowed = [
            #"{"name":"l","type":"latency","maxLatency":90}"#,
            #"{"name":"b","type":"batchDistance","batchAttribute":"skill","maxDistance":9}"#,
        ]
        #expect(faults(text(teams: teams, rules: allowed, balanced)) == [])
        let refused = [
            #"{"name":"l","type":"latency","maxLatency":90,"maxDistance":9,"distanceReference":"min"}"#,
            #"{"name":"s","type":"distanceSort","sortAttribute":"skill","sortDirection":"ascending"}"#,
        ]
        #expect(
            faults(text(teams: teams, rules: refused, balanced)).map(\.path) == [
                "$.rules[0].maxDistance", "$.rules[1].type",
            ])
    }

    @Test("all faults come out at once")
    func allAtOnce() {
        let found = faults(
            text(
                attributes: #"[{"name":"skill","type":"numbr"}]"#, teams: #"[{"name":"red","minPlayers":1}]"#,
                rules: [#"{"name":"r","type":"latency"}"#],
                expansions: #"[{"target":"rules[x].maxLatency","steps":[]}]"#,
                #","more":1"#))
        #expect(
            Set(found.map(\.path)) == [
                "$.playerAttributes[0].type", "$.teams[0].maxPlayers", "$.rules[0].maxLatency",
                "$.expansions[0].target",
                "$.more",
            ])
    }
}
