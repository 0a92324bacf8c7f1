namespace GameServer.IntegrationTests.Fuzz;

/// <summary>Frames of WebSockets that no library would send: one of the 29 things the standard forbids, or anything at all.</summary>
public sealed class FrameFuzzTests
{
    private const int PerConnection = 5, ProtocolError = 1002, NotUtf8 = 1007;

    private static readonly Reliability.Effort Frames = Reliability.Figures.Effort(10_000, 100_000);

    private static readonly byte[] PingCall = "{\"type\":6}\u001e"u8.ToArray();

    private static IReadOnlyList<(string Title, int Code, byte[][] Frames)> All { get; } =
    [
        ("a frame without a mask", ProtocolError, [[RawSocket.Fin | RawSocket.Text, 2, (byte)'{', (byte)'}']]),
        ("a ping without a mask", ProtocolError, [[RawSocket.Fin | RawSocket.Ping, 0]]),
        ("the first reserved bit", ProtocolError, [RawSocket.Frame(RawSocket.Fin | 0x40 | RawSocket.Text, PingCall)]),
        ("the second reserved bit", ProtocolError, [RawSocket.Frame(RawSocket.Fin | 0x20 | RawSocket.Text, PingCall)]),
        ("the third reserved bit", ProtocolError, [RawSocket.Frame(RawSocket.Fin | 0x10 | RawSocket.Text, PingCall)]),
        ("a reserved bit on a ping", ProtocolError, [RawSocket.Frame(RawSocket.Fin | 0x40 | RawSocket.Ping, [])]),
        ("data of the unknown kind 3", ProtocolError, [RawSocket.Frame(RawSocket.Fin | 3, PingCall)]),
        ("data of the unknown kind 7", ProtocolError, [RawSocket.Frame(RawSocket.Fin | 7, PingCall)]),
        ("control of the unknown kind 11", ProtocolError, [RawSocket.Frame(RawSocket.Fin | 11, [])]),
        ("control of the unknown kind 15", ProtocolError, [RawSocket.Frame(RawSocket.Fin | 15, [])]),
        ("a continuation of nothing", ProtocolError, [RawSocket.Frame(RawSocket.Fin | RawSocket.Continuation, PingCall)]),
        ("a first part that continues nothing", ProtocolError, [RawSocket.Frame(RawSocket.Continuation, PingCall)]),
        ("a text inside a text", ProtocolError, [RawSocket.Frame(RawSocket.Text, PingCall), RawSocket.Frame(RawSocket.Fin | RawSocket.Text, PingCall)]),
        ("binary data inside a text", ProtocolError, [RawSocket.Frame(RawSocket.Text, PingCall), RawSocket.Frame(RawSocket.Fin | RawSocket.Binary, PingCall)]),
        ("a ping in two parts", ProtocolError, [RawSocket.Frame(RawSocket.Ping, [1])]),
        ("a pong in two parts", ProtocolError, [RawSocket.Frame(RawSocket.Pong, [1])]),
        ("a close in two parts", ProtocolError, [RawSocket.Frame(RawSocket.Close, [3, 232])]),
        ("a ping of 126 bytes", ProtocolError, [RawSocket.Frame(RawSocket.Fin | RawSocket.Ping, new byte[126])]),
        ("a pong of 126 bytes", ProtocolError, [RawSocket.Frame(RawSocket.Fin | RawSocket.Pong, new byte[126])]),
        ("a close of 126 bytes", ProtocolError, [RawSocket.Frame(RawSocket.Fin | RawSocket.Close, [3, 232, .. new byte[124]])]),
        ("a close with half a code", ProtocolError, [RawSocket.Frame(RawSocket.Fin | RawSocket.Close, [3])]),
        ("a close with code 999", ProtocolError, [RawSocket.Frame(RawSocket.Fin | RawSocket.Close, [3, 231])]),
        ("a close with code 1005", ProtocolError, [RawSocket.Frame(RawSocket.Fin | RawSocket.Close, [3, 237])]),
        ("a close with code 1006", ProtocolError, [RawSocket.Frame(RawSocket.Fin | RawSocket.Close, [3, 238])]),
        ("a close with code 5000", ProtocolError, [RawSocket.Frame(RawSocket.Fin | RawSocket.Close, [0x13, 0x88])]),
        ("a close whose reason is no UTF-8", ProtocolError, [RawSocket.Frame(RawSocket.Fin | RawSocket.Close, [3, 232, 0xc3, 0x28])]),
        ("a text that is no UTF-8", NotUtf8, [RawSocket.Frame(RawSocket.Fin | RawSocket.Text, [0xc3, 0x28])]),
        ("a text that ends inside a letter", NotUtf8, [RawSocket.Frame(RawSocket.Fin | RawSocket.Text, [(byte)'{', 0xe2, 0x82])]),
        ("a length with its highest bit set", ProtocolError, [[RawSocket.Fin | RawSocket.Text, 0x80 | 127, 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4]]),
    ];

    [Fact]
    public async Task Twenty_nine_violations_of_the_standard_end_their_connection_and_nothing_else()
    {
        All.Should().HaveCount(29);
        await using var bystanders = await Bystanders.StartAsync();

        foreach (var (title, code, frames) in All)
        {
            using var attacker = await RawSocket.OpenAsync(bystanders.Server.Address);
            var closed = await attacker.EndAsync(frames);

            (closed is null || closed == code).Should().BeTrue("{0} ends the connection, with {1} or a cut and not with {2}", title, code, closed);
            await bystanders.TalkAsync();
        }
        await bystanders.ExpectCalmAsync();
        FuzzRun.Note("rfc6455", All.Count);
    }

    [Fact]
    public async Task Ten_thousand_frames_of_any_kind_harm_nobody_else()
    {
        await using var bystanders = await Bystanders.StartAsync();
        var sent = 0;

        foreach (var seed in new[] { FuzzRun.FixedSeed, FuzzRun.FreshSeed })
        {
            var random = new Random(seed);
            var began = TimeProvider.System.GetTimestamp();
            for (var i = 0; (Frames / PerConnection / 2).GoesOn(i, 2 * TimeProvider.System.GetElapsedTime(began)); i++)
            {
                using var attacker = await RawSocket.OpenAsync(bystanders.Server.Address);
                await attacker.EndAsync([.. Enumerable.Range(0, PerConnection).Select(_ => Any(random))]);
                sent += PerConnection;
                if (i % 50 == 0) await bystanders.TalkAsync();
            }
        }

        await bystanders.ExpectCalmAsync();
        FuzzRun.Note("frames", sent);
    }

    // Most are nearly right: only those reach the deeper layers.
    private static byte[] Any(Random random)
    {
        var payload = random.Next(3) == 0 ? Corpus.Break(PingCall, random) : Corpus.Bytes(Corpus.Invocation(random), isPacked: false);
        if (random.Next(10) == 0) payload = new byte[random.Next(70_000)];
        var first = random.Next(4) switch
        {
            0 => random.Next(256),
            1 => random.Next(3),
            _ => RawSocket.Fin | RawSocket.Text,
        };
        if ((first & 0x08) != 0 && random.Next(2) == 0) payload = payload[..Math.Min(payload.Length, 125)];
        var frame = RawSocket.Frame(first, payload);
        return random.Next(6) == 0 ? Corpus.Break(frame, random) : frame;
    }
}
