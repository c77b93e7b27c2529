extension TicketStore {
    /// Whether the row is still that of the ticket that it was.
    func isOpen(_ row: UInt32, _ generation: UInt32) -> Bool { rows[Int(row)].generation == generation }

    /// Whether the row is some ticket's.
    func isTaken(_ row: UInt32) -> Bool { rows[Int(row)].generation % 2 == 0 }

    /// A number that stands for a whole ticket.
    func number(_ feature: Int, of row: UInt32) -> Double { Double(bitPattern: word(feature, of: row)) }

    func word(_ feature: Int, of row: UInt32) -> UInt64 { words[Int(rows[Int(row)].block) + feature] }

    /// What one player has.
    func word(_ feature: Int, ofPlayer player: Int, of row: UInt32) -> UInt64 {
        words[
            Int(rows[Int(row)].block) + layout.ticketFeatures.count + player * layout.playerFeatures.count + feature]
    }

    /// The regions that all players of a ticket have measured, the best for the worst-off first.
    func region(_ index: Int, of row: UInt32) -> UInt32 {
        UInt32(words[firstRegion(rows[Int(row)]) + index * regionStride])
    }

    func firstRegion(_ row: Row) -> Int { Int(row.block) + layout.words(of: Int(row.size)) }

    /// The ticket's latency in a region under an aggregation of the layout; `nil` when somebody hasn't measured it.
    func latency(in region: UInt32, _ aggregation: Int, of row: UInt32) -> Double? {
        place(of: region, rows[Int(row)]).map { Double(bitPattern: words[$0 + 2 + aggregation]) }
    }

    /// The latency of the player who is worst off in a region.
    func worstLatency(in region: UInt32, of row: UInt32) -> Double? {
        place(of: region, rows[Int(row)]).map { Double(bitPattern: words[$0 + 1]) }
    }

    private func place(of region: UInt32, _ row: Row) -> Int? {
        var place = firstRegion(row)
        for _ in 0..<Int(row.regions) {
            if words[place] == UInt64(region) { return place }
            place += regionStride
        }
        return nil
    }
}
