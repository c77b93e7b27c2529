import Foundation
import Testing

@testable import AMQP

@Suite struct FrameAssemblerTests {
    private let properties = MessageProperties(messageID: "m")
    private let deliver = ChannelFrame.deliver(tag: 7, redelivered: true, exchange: "e", routingKey: "k")

    private func delivered(_ body: Data) -> ChannelEvent {
        .delivered(
            tag: 7, redelivered: true, exchange: "e", routingKey: "k", Message(body: body, properties: properties))
    }

    @Test("a message is put together from any number of fragments", arguments: 1...8)
    func fragments(size: Int) throws {
        let body = Data((0..<UInt8(40)).map { $0 })
        var assembler = FrameAssembler()
        #expect(try assembler.take(deliver) == nil)
        #expect(try assembler.take(.header(size: 40, properties)) == nil)
        var events: [ChannelEvent] = []
        for start in stride(from: 0, to: 40, by: size) {
            let fragment = Data(body[start..<min(start + size, 40)])
            if let event = try assembler.take(.body(fragment)) { events.append(event) }
        }
        #expect(events == [delivered(body)])
    }

    @Test("an empty message has no body frame")
    func empty() throws {
        var assembler = FrameAssembler()
        #expect(try assembler.take(deliver) == nil)
        #expect(try assembler.take(.header(size: 0, properties)) == delivered(Data()))
        #expect(try assembler.take(.ack(tag: 1, multiple: false)) != nil)
    }

    @Test("a returned message says why and what it was")
    func returned() throws {
        var assembler = FrameAssembler()
        _ = try assembler.take(.returned(code: 312, text: "NO_ROUTE", exchange: "e", routingKey: "k"))
        _ = try assembler.take(.header(size: 1, properties))
        let message = Message(body: Data([9]), properties: properties)
        #expect(
            try assembler.take(.body(Data([9])))
                == .returned(code: 312, text: "NO_ROUTE", exchange: "e", routingKey: "k", message))
    }

    @Test("the connection's notifications may come between the frames of a message")
    func notifications() throws {
        var assembler = FrameAssembler()
        _ = try assembler.take(deliver)
        #expect(try assembler.take(.blocked(reason: "low on memory")) == .blocked(reason: "low on memory"))
        _ = try assembler.take(.header(size: 1, properties))
        #expect(try assembler.take(.unblocked) == .unblocked)
        #expect(try assembler.take(.body(Data([1]))) == delivered(Data([1])))
    }

    @Test("a refusal by the broker ends the channel with its kind of error")
    func refusal() throws {
        var assembler = FrameAssembler()
        let event = try assembler.take(.channelClosed(code: 404, text: "no queue"))
        #expect(event == .closed(AMQPError(.notFound, "no queue", replyCode: 404)))
    }

    @Test("frames out of turn are errors, never messages")
    func outOfTurn() {
        let frames: [[ChannelFrame]] = [
            [.body(Data([1]))],
            [.header(size: 1, properties)],
            [deliver, deliver],
            [deliver, .body(Data([1]))],
            [deliver, .ack(tag: 1, multiple: false)],
            [deliver, .header(size: 2, properties), deliver],
            [deliver, .header(size: 1, properties), .body(Data([1, 2]))],
        ]
        for sequence in frames {
            var assembler = FrameAssembler()
            #expect(throws: AMQPError.self) {
                for frame in sequence { _ = try assembler.take(frame) }
            }
        }
    }
}
