/// One figure of the bench, as `bench.json` has it.
struct Measurement: Codable, Sendable {
    /// Dotted: what was done, then what of it was measured.
    var name: String
    var value: Double
    var unit: String
    /// The same unit, measured in the same run: what the machine makes of the simplest comparable thing.
    var yardstick: Double?
    /// What the yardstick is.
    var yardstickName: String?
    /// `value` in yardsticks.
    var ratio: Double?
    var p50: Double?
    var p99: Double?

    init(name: String, value: Double, unit: String, p50: Double? = nil, p99: Double? = nil) {
        self.name = name
        self.value = value
        self.unit = unit
        self.p50 = p50
        self.p99 = p99
    }

    func compared(with yardstick: Double?, _ name: String) -> Measurement {
        guard let yardstick, yardstick > 0 else { return self }
        var copy = self
        copy.yardstick = yardstick
        copy.yardstickName = name
        copy.ratio = value / yardstick
        return copy
    }

    /// `null` is written, so that every entry has every member.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(value, forKey: .value)
        try container.encode(unit, forKey: .unit)
        try container.encode(yardstick, forKey: .yardstick)
        try container.encode(yardstickName, forKey: .yardstickName)
        try container.encode(ratio, forKey: .ratio)
        try container.encode(p50, forKey: .p50)
        try container.encode(p99, forKey: .p99)
    }
}
