import Load
import Testing

@Suite struct SamplesTests {
    @Test("Percentiles are the nearest rank of what was measured")
    func nearestRank() {
        let samples = Samples((1...200).shuffled().map { Duration.milliseconds($0) })
        #expect(samples.median == .milliseconds(100))
        #expect(samples.p99 == .milliseconds(198))
        #expect(samples.percentile(1) == .milliseconds(200))
        #expect(samples.percentile(0) == .milliseconds(1))
        #expect(Samples([.milliseconds(7)]).p99 == .milliseconds(7))
        #expect(Samples().median == nil)
    }
}
