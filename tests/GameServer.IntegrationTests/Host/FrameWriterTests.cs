using System.Net;
using System.Net.Sockets;
using System.Text;
using GameServer.Delivery;
using Microsoft.AspNetCore.Connections;

namespace GameServer.IntegrationTests.Host;

/// <summary>What is written to a client: over a real pair of sockets, beside a stand-in for Kestrel's way.</summary>
public sealed class FrameWriterTests : IDisposable
{
    private const byte Text = 0x81, Close = 0x88;

    private readonly MemoryStream _kestrel = new();
    private readonly Socket _client = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _server;
    private readonly FrameWriter _writer;
    private int _aborts;

    public FrameWriterTests()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _client.Connect(listener.LocalEndPoint!);
        _server = listener.Accept();
        _writer = new FrameWriter(_server, () => { _aborts++; _server.Dispose(); }) { Stream = _kestrel };
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    public void What_is_held_leaves_in_one_write()
    {
        _writer.Hear();
        _writer.Hold();
        _writer.WriteAsync(Bytes("events")).IsCompletedSuccessfully.Should().BeTrue();
        _writer.Hold();
        _writer.WriteAsync(Bytes("ack")).IsCompletedSuccessfully.Should().BeTrue();
        _writer.Flow();
        _client.Available.Should().Be(0);
        _writer.Flow();

        Read().Should().Be("eventsack");
    }

    [Fact]
    public async Task Before_the_client_has_spoken_nothing_overtakes_the_answer_to_its_upgrade()
    {
        await _writer.WriteAsync(Bytes("early"));
        _writer.Hear();
        await _writer.WriteAsync(Bytes("late"));

        Encoding.ASCII.GetString(_kestrel.ToArray()).Should().Be("earlylate", "what goes two ways could arrive in another order");
        _client.Available.Should().Be(0);
    }

    [Fact, Trait("rule", "DLV-3")]
    public async Task What_a_client_does_not_read_gathers_and_leaves_whole_and_in_order()
    {
        _writer.Hear();
        Fill();
        var frame = Bytes(new string('y', FrameWriter.BufferBytes / 16));
        for (var i = 0; i < 16; i++) _writer.WriteAsync(frame).IsCompletedSuccessfully.Should().BeTrue("there is room for what a client may be behind");
        var late = _writer.WriteAsync(Bytes("z")).AsTask();
        late.IsCompleted.Should().BeFalse("whoever writes more waits");

        var read = new StringBuilder();
        while (read.Length == 0 || read[^1] != 'z') read.Append(await ReadAsync());
        await late.WaitAsync(RunningServer.Patience);

        read.ToString().TrimStart('x').Should().Be(new string('y', FrameWriter.BufferBytes) + "z");
    }

    [Fact]
    public async Task Whoever_waits_for_a_connection_that_breaks_waits_no_longer()
    {
        _writer.Hear();
        Fill();
        _ = _writer.WriteAsync(new byte[FrameWriter.BufferBytes]).AsTask();
        var late = _writer.WriteAsync(Bytes("late")).AsTask();

        _server.Dispose();

        await late.WaitAsync(RunningServer.Patience);
        await _writer.WriteAsync(Bytes("never")); // swallowed
    }

    [Fact]
    public void Answers_that_nobody_reads_do_not_gather_without_end()
    {
        _writer.Hear();
        Fill();
        for (var i = 0; i < 130; i++) _ = _writer.WriteAsync(new byte[1_000]).AsTask();
        _aborts.Should().Be(0);
        for (var i = 0; i < 3; i++) _ = _writer.WriteAsync(new byte[1_000]).AsTask();

        _aborts.Should().BePositive();
    }

    [Fact]
    public void One_message_may_be_as_long_as_it_is()
    {
        _writer.Hear();
        Fill();

        _ = _writer.WriteAsync(new byte[1 << 20]).AsTask();

        _aborts.Should().Be(0, "a large state is no sign of a client that does not read");
    }

    [Fact]
    public async Task Nothing_follows_the_goodbye()
    {
        _writer.Hear();
        await using var stream = new FrameStream(_kestrel, _writer, new ConnectionMeter(new DefaultConnectionContext(), bytesPerSecond: 1_024, burst: 1_024, new StoppedTime()));
        await stream.WriteAsync(Frame(Close, "bye"));
        await _writer.WriteAsync(Frame(Text, "late"));

        Read().Should().Be($"{(char)0x3f}bye");
    }

    // More than the kernel takes at once, so that the write hangs.
    private void Fill() => _writer.WriteAsync(Bytes(new string('x', 16 << 20))).IsCompletedSuccessfully.Should().BeTrue("nobody waits for the first one");

    private string Read()
    {
        var buffer = new byte[1 << 16];
        _client.ReceiveTimeout = (int)RunningServer.Patience.TotalMilliseconds;
        return Encoding.ASCII.GetString(buffer, 0, _client.Receive(buffer));
    }

    private async Task<string> ReadAsync()
    {
        var buffer = new byte[1 << 20];
        return Encoding.ASCII.GetString(buffer, 0, await _client.ReceiveAsync(buffer).WaitAsync(RunningServer.Patience));
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Frame(byte head, string text) => [head, .. Bytes(text)];
}
