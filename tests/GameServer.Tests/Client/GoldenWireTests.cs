using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameServer.Client;
using GameServer.Protocol;
using GameServer.Tests.Guards;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace GameServer.Tests.Client;

/// <summary>The samples of the wire that the TypeScript client is held to, read and written by this one's types.</summary>
public class GoldenWireTests
{
    private static readonly Dictionary<string, (Type Request, Type? Answer)> Calls = new()
    {
        [HubMethods.Hello] = (typeof(HelloRequest), typeof(Welcome)),
        [HubMethods.Join] = (typeof(JoinRequest), typeof(Joined)),
        [HubMethods.Play] = (typeof(PlayRequest), typeof(Joined)),
        [HubMethods.Create] = (typeof(CreateRequest), typeof(Joined)),
        [HubMethods.Send] = (typeof(SendRequest), typeof(Ack)),
        [HubMethods.Snapshot] = (typeof(RoomRequest), typeof(Answer)),
        [HubMethods.Leave] = (typeof(RoomRequest), typeof(Answer)),
        [HubMethods.Rooms] = (typeof(RoomsRequest), typeof(RoomList)),
        [HubMethods.Ping] = (typeof(PingRequest), typeof(Pong)),
        [HubMethods.Seen] = (typeof(SeenRequest), null),
        [HubMethods.Input] = (typeof(InputRequest), null),
        [HubMethods.Visible] = (typeof(VisibleRequest), null),
    };

    private static readonly Dictionary<string, Type[]> Messages = new()
    {
        [ClientMethods.Events] = [typeof(string), typeof(string), typeof(long), typeof(Entry[])],
        [ClientMethods.Snapshot] = [typeof(string), typeof(string), typeof(long), typeof(RawJson), typeof(string)],
        [ClientMethods.Frame] = [typeof(string), typeof(long), typeof(long), typeof(RawJson)],
        [ClientMethods.Left] = [typeof(string), typeof(string), typeof(string)],
        [ClientMethods.Closed] = [typeof(string), typeof(int?), typeof(string)],
    };

    public static TheoryData<string, string> CallSamples => Samples("call", "requests", "answers");

    public static TheoryData<string, string> MessageSamples => Samples("message", "examples");

    [Theory, MemberData(nameof(CallSamples))]
    public void A_call_is_read_and_written_as_its_sample(string file, string title)
    {
        var golden = Read(file);
        var (request, answer) = Calls[golden["call"]!.GetValue<string>()];
        var isRequest = golden["requests"]!.AsObject().ContainsKey(title);
        var sample = golden[isRequest ? "requests" : "answers"]![title]!;
        var type = isRequest ? request : answer!;

        var written = JsonSerializer.SerializeToNode(sample.Deserialize(type, Wire.Json), type, Wire.Json);

        JsonNode.DeepEquals(Said(written), Said(sample)).Should().BeTrue($"{written} says what {sample} says");
    }

    [Theory, MemberData(nameof(MessageSamples))]
    public void A_message_is_read_whether_its_optional_arguments_are_there_or_not(string file, string title)
    {
        var golden = Read(file);
        var method = golden["message"]!.GetValue<string>();
        var sample = golden["examples"]![title]!.AsArray();
        var text = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes($$"""{"type":1,"target":"{{method}}","arguments":{{sample.ToJsonString()}}}""" + '\u001e'));
        List<HubMessage> tapped = [];
        var protocol = new ClientProtocol(new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = Wire.Json })), tapped.Add);

        protocol.TryParseMessage(ref text, new Binder(), out var message).Should().BeTrue();

        tapped.Should().Equal([message!]);
        text.IsEmpty.Should().BeTrue("the whole message is read");
        var arguments = message.Should().BeOfType<InvocationMessage>().Which.Arguments;
        arguments.Should().HaveCount(Messages[method].Length);
        for (var i = 0; i < arguments.Length; i++)
        {
            var expected = i < sample.Count ? sample[i] : null;
            JsonNode.DeepEquals(Said(JsonSerializer.SerializeToNode(arguments[i], Wire.Json)), Said(expected)).Should().BeTrue($"argument {i} is {expected}");
        }
    }

    [Fact]
    public void A_message_that_no_argument_list_fits_stays_an_error()
    {
        var text = new ReadOnlySequence<byte>("{\"type\":1,\"target\":\"closed\",\"arguments\":[7]}\u001e"u8.ToArray());
        var protocol = new ClientProtocol(new JsonHubProtocol(), _ => { });

        protocol.TryParseMessage(ref text, new Binder(), out var message).Should().BeTrue();

        message.Should().BeOfType<InvocationBindingFailureMessage>();
    }

    private static TheoryData<string, string> Samples(string kind, params string[] groups)
    {
        var samples = new TheoryData<string, string>();
        foreach (var file in Repository.Files("tests/protocol", ".json").Where(file => Path.GetFileName(file).StartsWith(kind + ".", StringComparison.Ordinal)))
        {
            foreach (var title in groups.SelectMany(group => Read(file)[group]?.AsObject().Select(sample => sample.Key) ?? [])) samples.Add(file, title);
        }
        return samples;
    }

    private static JsonNode Read(string file) => JsonNode.Parse(Repository.Read(file))!;

    // An absent value, null and false say the same.
    private static JsonNode? Said(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o
            .Where(p => p.Value is not null && p.Value.GetValueKind() != JsonValueKind.False)
            .Select(p => KeyValuePair.Create(p.Key, Said(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Said)]),
        null => null,
        _ => node.DeepClone(),
    };

    private sealed class Binder : IInvocationBinder
    {
        public IReadOnlyList<Type> GetParameterTypes(string methodName) => Messages[methodName];
        public Type GetReturnType(string invocationId) => typeof(object);
        public Type GetStreamItemType(string streamId) => typeof(object);
    }
}
