import RuleSetsCore
import Testing

@Suite struct RuleFaultTests {
    @Test(
        "what is wrong with a rule is named with its path",
        arguments: [
            (#"{}"#, ["name", "type"]), (#"{"name":"r","type":"near"}"#, ["type"]), (#"7"#, [""]),
            (#"{"name":"","type":"latency","maxLatency":1}"#, ["name"]),
            (#"{"name":"r","type":"latency","maxLatency":1,"description":1}"#, ["description"]),
            (#"{"name":"r","type":"latency","maxLatency":1,"colour":1}"#, ["colour"]),
            (#"{"name":"r","type":"latency"}"#, ["maxLatency"]),
            (#"{"name":"r","type":"latency","maxLatency":-1}"#, ["maxLatency"]),
            (#"{"name":"r","type":"latency","maxLatency":"fast"}"#, ["maxLatency"]),
            (#"{"name":"r","type":"latency","maxDistance":10}"#, ["distanceReference"]),
            (#"{"name":"r","type":"latency","maxLatency":10,"distanceReference":"avg"}"#, ["maxDistance"]),
            (#"{"name":"r","type":"latency","maxDistance":10,"distanceReference":"max"}"#, ["distanceReference"]),
            (#"{"name":"r","type":"latency","maxLatency":10,"partyAggregation":"union"}"#, ["partyAggregation"]),
            (#"{"name":"r","type":"comparison"}"#, ["measurements", "operation"]),
            (
                #"{"name":"r","type":"comparison","operation":"==","measurements":"count(teams[red].players)","referenceValue":1}"#,
                ["operation"]
            ),
            (#"{"name":"r","type":"comparison","operation":"=","measurements":[]}"#, ["measurements"]),
            (
                #"{"name":"r","type":"comparison","operation":"=","measurements":[1,"teams[x]"]}"#,
                ["measurements[0]", "measurements[0]"]
            ),
            (
                #"{"name":"r","type":"comparison","operation":"<","measurements":"teams[red].players.attributes[skill]"}"#,
                ["referenceValue"]
            ),
            (
                #"{"name":"r","type":"comparison","operation":"=","measurements":"count(teams[red].players)"}"#,
                ["referenceValue"]
            ),
            (
                #"{"name":"r","type":"comparison","operation":"=","measurements":"teams[red].players.attributes[skill]","referenceValue":"reef"}"#,
                ["referenceValue"]
            ),
            (
                #"{"name":"r","type":"comparison","operation":"<","measurements":"teams[red].players.attributes[ground]","referenceValue":"reef"}"#,
                ["operation"]
            ),
            (
                #"{"name":"r","type":"comparison","operation":"=","measurements":"teams[red].players.attributes[skill]","referenceValue":"avg(teams[red].players.attributes[luck])"}"#,
                ["referenceValue"]
            ),
            (
                #"{"name":"r","type":"comparison","operation":"=","measurements":"teams[red].players.attributes[skill]","referenceValue":"avg(teams[red]"}"#,
                ["referenceValue"]
            ),
            (
                #"{"name":"r","type":"comparison","operation":"=","measurements":"teams[red].players.attributes[ground]","referenceValue":null}"#,
                ["referenceValue"]
            ),
            (#"{"name":"r","type":"comparison","operation":"=","measurements":"teams[*].players"}"#, ["measurements"]),
            (#"{"name":"r","type":"distance"}"#, ["referenceValue", "measurements", "maxDistance"]),
            (
                #"{"name":"r","type":"distance","measurements":"teams[*].players.attributes[ground]","referenceValue":"far","maxDistance":1}"#,
                ["measurements", "referenceValue"]
            ),
            (
                #"{"name":"r","type":"distance","measurements":"teams[*].players.attributes[skill]","referenceValue":1,"minDistance":3,"maxDistance":2}"#,
                ["minDistance"]
            ),
            (#"{"name":"r","type":"batchDistance","batchAttribute":"skill"}"#, ["maxDistance"]),
            (#"{"name":"r","type":"batchDistance","batchAttribute":"ground","maxDistance":1}"#, ["maxDistance"]),
            (#"{"name":"r","type":"batchDistance","batchAttribute":"roles"}"#, ["batchAttribute"]),
            (#"{"name":"r","type":"batchDistance","batchAttribute":"luck"}"#, ["batchAttribute"]),
            (#"{"name":"r","type":"collection"}"#, ["operation", "measurements"]),
            (
                #"{"name":"r","type":"collection","operation":"contains","measurements":"teams[red].players.attributes[skill]"}"#,
                ["measurements", "minCount", "referenceValue"]
            ),
            (
                #"{"name":"r","type":"collection","operation":"intersection","referenceValue":"a","minCount":2,"maxCount":1.5,"measurements":"teams[red].players.attributes[roles]"}"#,
                ["maxCount", "referenceValue"]
            ),
            (
                #"{"name":"r","type":"collection","operation":"contains","referenceValue":["a"],"minCount":2,"maxCount":1,"measurements":"teams[red].players.attributes[roles]"}"#,
                ["minCount", "referenceValue"]
            ),
            (
                #"{"name":"r","type":"collection","operation":"reference_intersection_count","referenceValue":3,"minCount":2,"measurements":"teams[red].players.attributes[roles]"}"#,
                ["referenceValue"]
            ),
            (#"{"name":"r","type":"distanceSort","sortAttribute":"skill"}"#, ["sortDirection"]),
            (
                #"{"name":"r","type":"distanceSort","sortAttribute":"map","sortDirection":"up"}"#,
                ["sortDirection", "mapKey"]
            ),
            (
                #"{"name":"r","type":"distanceSort","sortAttribute":"ground","sortDirection":"ascending"}"#,
                ["sortAttribute"]
            ),
            (
                #"{"name":"r","type":"absoluteSort","sortAttribute":"skill","sortDirection":"ascending","mapKey":"minValue"}"#,
                ["mapKey"]
            ),
            (#"{"name":"r","type":"compound"}"#, ["statement"]),
            (#"{"name":"r","type":"compound","statement":"r"}"#, ["statement"]),
        ])
    func rules(rule: String, members: [String]) {
        let paths = Set(members.map { $0.isEmpty ? "$.rules[0]" : "$.rules[0].\($0)" })
        #expect(Set(faults(text(rules: [rule])).map(\.path)) == paths)
    }

    @Test("names of rules are different, and compound rules name what stands before them and can be judged by itself")
    func names() {
        let latency = #"{"name":"a","type":"latency","maxLatency":1}"#
        #expect(faults(text(rules: [latency, latency])).map(\.path) == ["$.rules[1].name"])
        let compound = #"{"name":"c","type":"compound","statement":"not(a)"}"#
        #expect(faults(text(rules: [latency, compound])) == [])
        #expect(faults(text(rules: [compound, latency])).map(\.path) == ["$.rules[0].statement"])
        for operand in [
            #"{"name":"a","type":"batchDistance","batchAttribute":"ground"}"#,
            #"{"name":"a","type":"distanceSort","sortAttribute":"skill","sortDirection":"ascending"}"#,
        ] {
            #expect(faults(text(rules: [operand, compound])).map(\.path) == ["$.rules[1].statement"])
        }
    }
}
