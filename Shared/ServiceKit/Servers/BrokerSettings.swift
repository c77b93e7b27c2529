import AMQP

/// How a service finds the broker.
public enum BrokerSettings {
    public static let url = Setting(
        "MUSTER_AMQP_URL", SettingType.amqpURL, isSecret: true, help: "RabbitMQ's address.")
}

extension SettingType<AMQPConfiguration> {
    /// The address of a RabbitMQ, in the form that it documents.
    public static var amqpURL: SettingType {
        SettingType("amqp://user:password@host:port/vhost, or amqps://…", text: { "\($0.host):\($0.port)" }) {
            (given) throws(Refusal) in
            do throws(AMQPError) {
                return try AMQPConfiguration(url: given)
            } catch {
                throw Refusal()
            }
        }
    }
}
