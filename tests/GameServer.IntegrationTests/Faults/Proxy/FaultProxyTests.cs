using System.Net;
using System.Net.Sockets;

namespace GameServer.IntegrationTests.Faults;

/// <summary>The proxy's own faults, against a server that sends back what it gets.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private FaultProxy _proxy = null!;
    private Socket _client = null!;
    private Socket _server = null!;
    private ProxyLink _link = null!;

    public async Task InitializeAsync()
    {
        _listener.Start();
        _proxy = new FaultProxy(((IPEndPoint)_listener.LocalEndpoint).Port, seed: 7);
        var accepted = _listener.AcceptSocketAsync();
        _client = await ConnectAsync();
        _server = await accepted.WaitAsync(Patience);
        _link = await _proxy.LinkAsync(1).WaitAsync(Patience);
    }

    [Fact]
    public async Task Bytes_pass_both_ways_and_an_end_is_an_end()
    {
        await _client.SendAsync("up"u8.ToArray());
        (await ReadAsync(_server, 2)).Should().Equal("up"u8.ToArray());
        await _server.SendAsync("down"u8.ToArray());
        (await ReadAsync(_client, 4)).Should().Equal("down"u8.ToArray());

        _client.Shutdown(SocketShutdown.Send);
        (await ReceiveAsync(_server)).Should().BeEmpty("the client's end of stream arrives");
        await _server.SendAsync("bye"u8.ToArray());
        (await ReadAsync(_client, 3)).Should().Equal("bye"u8.ToArray());
    }

    [Fact]
    public async Task What_is_held_arrives_after_the_release()
    {
        _link.Up.Hold();
        await _client.SendAsync("held"u8.ToArray());
        await _server.SendAsync("free"u8.ToArray());
        (await ReadAsync(_client, 4)).Should().Equal("free"u8.ToArray(), "the other way is open");
        _link.Up.Forwarded.Should().Be(0);

        _link.Release();
        (await ReadAsync(_server, 4)).Should().Equal("held"u8.ToArray());
    }

    [Fact]
    public async Task A_reset_is_seen_at_both_ends()
    {
        _link.Reset();

        await Resets(_client);
        await Resets(_server);
    }

    [Fact]
    public async Task A_finish_is_an_orderly_end_at_both_ends()
    {
        _link.Finish();

        (await ReceiveAsync(_client)).Should().BeEmpty();
        (await ReceiveAsync(_server)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_half_open_connection_is_dead_for_the_client_and_silent_for_the_server_until_its_late_close()
    {
        var heard = ReceiveAsync(_server);
        _link.HalfOpen();

        await Resets(_client);
        await _server.SendAsync("anyone?"u8.ToArray());
        heard.IsCompleted.Should().BeFalse("nothing tells the server");

        _link.CloseServerEnd();
        (await heard).Should().BeEmpty();
    }

    [Fact]
    public async Task A_refused_connection_is_reset_and_one_on_hold_waits_for_admission()
    {
        _proxy.Admission = Admission.Refuse;
        var refused = async () =>
        {
            using var socket = await ConnectAsync(); // the reset may come before this is done, or after
            await ReceiveAsync(socket);
        };
        (await refused.Should().ThrowAsync<SocketException>()).Which.SocketErrorCode.Should().Be(SocketError.ConnectionReset);

        _proxy.Admission = Admission.Hold;
        using var held = await ConnectAsync();
        await held.SendAsync("late"u8.ToArray());
        (await _proxy.LinkAsync(3).WaitAsync(Patience)).Up.Forwarded.Should().Be(0);
        _proxy.Admission = Admission.Pass;
        using var server = await _listener.AcceptSocketAsync().WaitAsync(Patience);
        (await ReadAsync(server, 4)).Should().Equal("late"u8.ToArray());
    }

    [Fact]
    public async Task A_delay_delays_and_a_rate_limits()
    {
        _link.Up.Delay = TimeSpan.FromMilliseconds(100);
        var sent = TimeProvider.System.GetTimestamp();
        await _client.SendAsync("x"u8.ToArray());
        await ReadAsync(_server, 1);
        TimeProvider.System.GetElapsedTime(sent).TotalMilliseconds.Should().BeGreaterThanOrEqualTo(99);

        _link.Down.BytesPerSecond = 10_000;
        sent = TimeProvider.System.GetTimestamp();
        await _server.SendAsync(new byte[2_000]);
        await ReadAsync(_client, 2_000);
        TimeProvider.System.GetElapsedTime(sent).TotalMilliseconds.Should().BeGreaterThanOrEqualTo(180, "the last tenth of a second's bytes need not wait");
    }

    [Fact]
    public async Task A_dribble_writes_byte_by_byte()
    {
        _link.Up.Dribble = true;
        await _client.SendAsync(new byte[50]);
        await ReadAsync(_server, 50);

        _link.Up.Writes.Should().Be(50);
    }

    [Fact]
    public async Task A_cut_lets_exactly_so_many_bytes_pass()
    {
        _link.Up.CutAfter(5);
        await _client.SendAsync("123"u8.ToArray());
        (await ReadAsync(_server, 3)).Should().HaveCount(3);
        await _client.SendAsync("45678"u8.ToArray());

        await _link.Over.WaitAsync(Patience);
        _link.Up.Forwarded.Should().Be(5);
        await Resets(_client);
    }

    [Fact]
    public async Task A_cut_in_the_next_piece_falls_inside_it_where_the_seed_says()
    {
        async Task<long> CutAsync()
        {
            await using var proxy = new FaultProxy(_proxy.Target, seed: 42);
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(IPAddress.Loopback, proxy.Port);
            using var server = await _listener.AcceptSocketAsync().WaitAsync(Patience);
            var link = await proxy.LinkAsync(1).WaitAsync(Patience);
            link.Up.CutInNextPiece();
            await client.SendAsync(new byte[1_000]);
            await link.Over.WaitAsync(Patience);
            return link.Up.Forwarded;
        }

        var first = await CutAsync();

        first.Should().BeInRange(1, 999);
        (await CutAsync()).Should().Be(first);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _proxy.Port).WaitAsync(Patience);
        return socket;
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[4_096];
        var count = await socket.ReceiveAsync(buffer).WaitAsync(Patience);
        return buffer[..count];
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int count)
    {
        var bytes = new List<byte>();
        while (bytes.Count < count)
        {
            var more = await ReceiveAsync(socket);
            if (more.Length == 0) break;
            bytes.AddRange(more);
        }
        return [.. bytes];
    }

    private static async Task Resets(Socket socket)
    {
        var read = () => ReceiveAsync(socket);
        (await read.Should().ThrowAsync<SocketException>()).Which.SocketErrorCode.Should().Be(SocketError.ConnectionReset);
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _client.Dispose();
        _server.Dispose();
        _listener.Dispose();
    }
}
