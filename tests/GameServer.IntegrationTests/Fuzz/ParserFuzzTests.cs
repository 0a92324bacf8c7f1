using System.Buffers;
using System.Text;
using System.Text.Json;
using GameServer.Hubs;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Fuzz;

/// <summary>What reads a client's bytes, given anything: it takes them or says that they are none, and never more memory than they are worth.</summary>
public sealed class ParserFuzzTests
{
    private static readonly Reliability.Effort Inputs = Reliability.Figures.Effort(1_000_000, 20_000_000);

    /// <summary>Sixty times the longest message that reaches a parser.</summary>
    private const long MostBytes = 60 * 3 * 8_192;

    private const int MostMessageBytes = 8_192;

    private static readonly Type[] Requests =
    [
        typeof(HelloRequest), typeof(JoinRequest), typeof(PlayRequest), typeof(CreateRequest), typeof(SendRequest), typeof(RoomRequest), typeof(RoomsRequest),
        typeof(PingRequest), typeof(InputRequest), typeof(SeenRequest), typeof(VisibleRequest), typeof(Cursor), typeof(RawJson),
    ];

    private long _mostAllocated;

    [Fact]
    public async Task A_million_inputs_are_read_or_refused()
    {
        await using var server = await RunningServer.StartAsync(("Net:BinaryProtocol", "messagepack"));
        var protocols = server.Services.GetServices<IHubProtocol>().ToDictionary(protocol => protocol.Name);
        var (json, packed) = (protocols["json"], protocols["messagepack"]);
        var binder = new CallBinder();

        var done = FuzzRun.Times(Inputs, (random, i) =>
        {
            var message = Corpus.Invocation(random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            switch (i % 8)
            {
                case 0: Read(json, Corpus.Break(Corpus.Bytes(message, isPacked: false), random), binder); break;
                case 1: JudgeShort(random.Next(4) > 0 ? Corpus.Break(Corpus.Bytes(message, isPacked: false), random) : Corpus.Bytes(message, isPacked: false), json, binder); break;
                case 2 or 3 when Corpus.CanPack(message): Read(packed, Corpus.Break(Corpus.Bytes(message, isPacked: true), random), binder); break;
                case 4: Read(packed, Noise(random), binder); break;
                case 5: ReadRequest(message, random); break;
                default: JudgeAlike(message, json, packed, binder); break;
            }
            _mostAllocated = Math.Max(_mostAllocated, GC.GetAllocatedBytesForCurrentThread() - before);
        });

        _mostAllocated.Should().BeLessThan(MostBytes, "an input takes memory for what it is, not for what it claims");
        FuzzRun.Note("parser", done);
    }

    // A parser takes messages until it has none, or says by one kind of exception that what came is no message.
    private static HubMessage? Read(IHubProtocol protocol, byte[] bytes, CallBinder binder)
    {
        var input = new ReadOnlySequence<byte>(bytes);
        HubMessage? last = null;
        try
        {
            while (protocol.TryParseMessage(ref input, binder, out var message)) last = message;
        }
        catch (InvalidDataException)
        {
            return null;
        }
        return last;
    }

    // The same call is taken, refused, or no call at all, whichever way it travels. Too long is a matter of the form: what is packed can be within the bound.
    private static void JudgeAlike(string message, IHubProtocol json, IHubProtocol packed, CallBinder binder)
    {
        var bytes = Corpus.Bytes(message, isPacked: false);
        var one = Read(json, bytes, binder);
        if (!Corpus.CanPack(message)) return;
        var other = Read(packed, Corpus.Bytes(message, isPacked: true), binder);
        if (bytes.Length <= MostMessageBytes && one?.GetType() != other?.GetType()) throw new InvalidOperationException($"{message[..Math.Min(500, message.Length)]} is {one} as JSON and {other} as MessagePack.");
    }

    // What the short way takes, the long way takes as well, and as the same call.
    private static void JudgeShort(byte[] bytes, IHubProtocol json, CallBinder binder)
    {
        var length = Math.Max(0, Array.IndexOf(bytes, (byte)0x1e));
        var names = default(CallNames);
        if (length >= MostMessageBytes || !CallReader.TryRead(bytes.AsSpan(0, length), ref names, out var invocation, out var request)) return;
        if (Read(json, bytes[..(length + 1)], binder) is InvocationMessage { Arguments: [{ } same] } call && call.InvocationId == invocation && AreSame(same, request)) return;
        throw new InvalidOperationException($"{Encoding.UTF8.GetString(bytes)} is a call to one reader and not to the other.");
    }

    private static bool AreSame(object one, object other) => (one, other) switch
    {
        (SendRequest a, SendRequest b) => a with { Args = b.Args } == b && a.Args!.SequenceEqual(b.Args!),
        _ => one.Equals(other),
    };

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(1, 200)];
        random.NextBytes(noise);
        noise[0] = (byte)(noise.Length - 1);
        return noise;
    }

    private static void ReadRequest(string message, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        if (random.Next(2) == 0) bytes = Corpus.Break(bytes, random);
        new RawJson(bytes).IsSound(16);
        try
        {
            JsonSerializer.Deserialize(bytes, Requests[random.Next(Requests.Length)], StrictJson.Options);
        }
        catch (JsonException)
        {
        }
    }

    private sealed class CallBinder : IInvocationBinder
    {
        private static readonly Dictionary<string, Type[]> Types = typeof(GameHub).GetMethods().Where(method => method.DeclaringType == typeof(GameHub))
            .ToDictionary(method => method.Name, method => method.GetParameters().Select(parameter => parameter.ParameterType).ToArray(), StringComparer.OrdinalIgnoreCase);

        // As SignalR's own: a name that does not exist takes nothing.
        public IReadOnlyList<Type> GetParameterTypes(string methodName) => Types.GetValueOrDefault(methodName) ?? [];

        public Type GetReturnType(string invocationId) => typeof(object);

        public Type GetStreamItemType(string streamId) => typeof(object);
    }
}
