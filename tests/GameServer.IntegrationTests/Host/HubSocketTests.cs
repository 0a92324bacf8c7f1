using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using GameServer.Delivery;
using GameServer.Tests.Fakes;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace GameServer.IntegrationTests.Host;

/// <summary>The hub's end of a WebSocket, over a real pair of sockets, with a hub that does what the test says.</summary>
public sealed class HubSocketTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Socket _server;
    private readonly WebSocket _client;
    private readonly HubSocket _hub;
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HubSocketTests()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        _server = listener.Accept();
        _client = WebSocket.CreateFromStream(new NetworkStream(client, ownsSocket: true), new WebSocketCreationOptions());
        var stream = new NetworkStream(_server, ownsSocket: false);
        var writer = new FrameWriter(_server, Cut) { Stream = stream };
        var socket = WebSocket.CreateFromStream(new FrameStream(stream, writer, new ConnectionMeter(new DefaultConnectionContext(), bytesPerSecond: 1_024, burst: 1_024, new StoppedTime())), new WebSocketCreationOptions { IsServer = true });
        _hub = new HubSocket("one", socket, writer, Cut, _time);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task The_hub_reads_what_came_whatever_the_messages_were()
    {
        var read = new StringBuilder();
        var serving = _hub.RunAsync(async connection =>
        {
            while (true)
            {
                var result = await connection.Transport.Input.ReadAsync();
                foreach (var segment in result.Buffer) read.Append(Encoding.UTF8.GetString(segment.Span));
                connection.Transport.Input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted) return;
            }
        });
        await SendAsync("one", isWhole: false);
        await SendAsync("", isWhole: false);
        await SendAsync("two");
        await SendAsync("");
        await SendAsync("three");
        await _client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(RunningServer.Patience);
        await serving.WaitAsync(RunningServer.Patience);

        read.ToString().Should().Be("onetwothree");
        _hub.IsGoodbyeSaid.Should().BeTrue();
        _client.CloseStatus.Should().Be(WebSocketCloseStatus.NormalClosure, "a goodbye is answered");
        _cut.Task.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task What_the_hub_says_is_one_message_for_each_flush_in_the_format_of_its_protocol()
    {
        var serving = _hub.RunAsync(async connection =>
        {
            await SayAsync(connection, "{}");
            await connection.Transport.Output.FlushAsync(); // of nothing: no message
            connection.Features.Get<ITransferFormatFeature>()!.ActiveFormat = TransferFormat.Binary;
            await SayAsync(connection, new string('x', 100_000));
        });

        (await ReceiveAsync()).Should().Be((WebSocketMessageType.Text, "{}"));
        (await ReceiveAsync()).Should().Be((WebSocketMessageType.Binary, new string('x', 100_000)));
        (await ReceiveAsync()).Type.Should().Be(WebSocketMessageType.Close, "the hub is done");
        await _client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await serving.WaitAsync(RunningServer.Patience);
    }

    [Fact]
    public async Task A_hub_that_fails_says_so_to_its_client()
    {
        var serving = _hub.RunAsync(_ => throw new InvalidOperationException("a bug"));

        (await ReceiveAsync()).Type.Should().Be(WebSocketMessageType.Close);
        _client.CloseStatus.Should().Be(WebSocketCloseStatus.InternalServerError);
        await _client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await serving.Invoking(task => task.WaitAsync(RunningServer.Patience)).Should().ThrowAsync<InvalidOperationException>().WithMessage("a bug");
    }

    [Fact]
    public async Task A_client_that_does_not_answer_the_goodbye_is_cut_after_a_second()
    {
        var serving = _hub.RunAsync(_ => Task.CompletedTask);
        (await ReceiveAsync()).Type.Should().Be(WebSocketMessageType.Close);

        _time.Advance(0.9);
        _cut.Task.IsCompleted.Should().BeFalse();
        serving.IsCompleted.Should().BeFalse();
        _time.Advance(0.2);

        await _cut.Task.WaitAsync(RunningServer.Patience);
        await serving.WaitAsync(RunningServer.Patience);
    }

    [Fact]
    public async Task What_a_client_says_behind_the_hubs_goodbye_does_not_keep_its_own_from_being_heard()
    {
        var serving = _hub.RunAsync(_ => Task.CompletedTask);
        (await ReceiveAsync()).Type.Should().Be(WebSocketMessageType.Close);
        for (var i = 0; i < 100; i++) await SendAsync(new string('y', 1_000)); // more than the hub's buffer holds
        await _client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        await serving.WaitAsync(RunningServer.Patience);
        _hub.IsGoodbyeSaid.Should().BeTrue();
        _cut.Task.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task A_client_that_breaks_off_ends_the_hubs_reading()
    {
        var serving = _hub.RunAsync(async connection => (await connection.Transport.Input.ReadAsync()).IsCompleted.Should().BeTrue());
        _client.Abort();

        await serving.WaitAsync(RunningServer.Patience);
        _hub.IsGoodbyeSaid.Should().BeFalse();
    }

    [Fact]
    public void Every_heartbeat_reaches_the_hub()
    {
        var beats = new List<string>();
        var heart = _hub.Features.Get<IConnectionHeartbeatFeature>()!;
        heart.OnHeartbeat(name => beats.Add((string)name), "ping");
        heart.OnHeartbeat(name => beats.Add((string)name), "timeout");
        _hub.Beat();
        _hub.Beat();

        beats.Should().Equal("ping", "timeout", "ping", "timeout");
    }

    private void Cut()
    {
        _server.Dispose();
        _cut.TrySetResult();
    }

    private static async Task SayAsync(ConnectionContext connection, string text)
    {
        connection.Transport.Output.Write(Encoding.UTF8.GetBytes(text));
        await connection.Transport.Output.FlushAsync();
    }

    private Task SendAsync(string text, bool isWhole = true) =>
        _client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, isWhole, CancellationToken.None).WaitAsync(RunningServer.Patience);

    private async Task<(WebSocketMessageType Type, string Text)> ReceiveAsync()
    {
        var message = new MemoryStream();
        var buffer = new byte[4_096];
        while (true)
        {
            var read = await _client.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(RunningServer.Patience);
            message.Write(buffer, 0, read.Count);
            if (read.EndOfMessage) return (read.MessageType, Encoding.UTF8.GetString(message.ToArray()));
        }
    }
}
