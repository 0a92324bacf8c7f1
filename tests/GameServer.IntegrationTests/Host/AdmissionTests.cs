using System.Net;
using System.Net.WebSockets;
using GameServer.Operations;
using GameServer.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Host;

public sealed class AdmissionTests
{
    private const string Many = "1000";

    [Fact]
    public async Task A_full_server_answers_503_with_a_time_to_come_back_and_a_place_is_free_again_when_somebody_goes()
    {
        await using var server = await RunningServer.StartAsync(("Limits:MaxConnections", "2"));
        await using var ann = await server.WelcomedAsync("Ann");
        var bea = await server.WelcomedAsync("Bea");

        var (status, retryAfter) = await RefusedAsync(server);
        await bea.DisposeAsync();
        await using var cleo = await OpenSoonAsync(server);

        status.Should().Be(HttpStatusCode.ServiceUnavailable);
        retryAfter.Should().BeInRange(1, 5);
        (await cleo.HelloAsync()).GetProperty("ok").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task One_address_may_not_take_every_place()
    {
        await using var server = await RunningServer.StartAsync(("Limits:ConnectionsPerAddress", "1"));
        await using var ann = await server.WelcomedAsync("Ann");

        (await RefusedAsync(server)).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("Limits:ConnectsPerSecondPerAddress")]
    [InlineData("Limits:HandshakesPerSecond")]
    public async Task Too_many_connects_at_once_are_told_to_come_back(string limit)
    {
        var time = new StoppedTime();
        await using var server = await RunningServer.StartAsync(builder => builder.Services.AddSingleton<Admission>(
            services => ActivatorUtilities.CreateInstance<Admission>(services, time)), (limit, "2"));
        await using var ann = await server.OpenAsync();
        await using var bea = await server.OpenAsync();

        (await RefusedAsync(server)).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        time.Advance(TimeSpan.FromSeconds(1));
        await using var cleo = await server.OpenAsync();
    }

    [Fact]
    public async Task Who_dials_on_and_on_keeps_nobody_else_out()
    {
        var time = new StoppedTime();
        await using var server = await RunningServer.StartAsync(("Limits:HandshakesPerSecond", "5"), ("Limits:ConnectsPerSecondPerAddress", "2"));
        var admission = ActivatorUtilities.CreateInstance<Admission>(server.Services, time);

        var refusals = Enumerable.Range(0, 100).Select(_ => admission.TryEnter("10.0.0.1", out var refusal) is null ? refusal : null).ToList();
        using var other = admission.TryEnter("10.0.0.2", out _);

        refusals.Skip(2).Should().AllBe("address_rate");
        other.Should().NotBeNull();
    }

    [Theory]
    [InlineData("Limits:ConnectionsPerAddress", false, "it is the address's own fault, and dialling on and on must cost little")]
    [InlineData("Limits:MaxConnections", true, "it can do nothing for it")]
    public async Task An_address_waits_for_a_refusal_that_is_its_own_fault(string limit, bool isAtOnce, string because)
    {
        await using var server = await RunningServer.StartAsync((limit, "1"));
        await using var ann = await server.OpenAsync();
        using var gone = new CancellationTokenSource();
        var dial = new DefaultHttpContext { RequestAborted = gone.Token, Request = { Path = Wire.HubPath }, Connection = { RemoteIpAddress = IPAddress.Loopback } };
        RequestDelegate next = _ => throw new InvalidOperationException("It was let in.");

        var refusal = ActivatorUtilities.CreateInstance<HubGate>(server.Services, next, new StoppedTime()).InvokeAsync(dial);

        refusal.IsCompletedSuccessfully.Should().Be(isAtOnce, because);
        await gone.CancelAsync();
        await refusal.WaitAsync(RunningServer.Patience);
        dial.Response.StatusCode.Should().Be(StatusCodes.Status503ServiceUnavailable);
    }

    [Fact]
    public async Task What_a_full_server_refuses_is_not_counted_against_an_address()
    {
        var time = new StoppedTime();
        await using var server = await RunningServer.StartAsync(("Limits:HandshakesPerSecond", Many), ("Limits:ConnectsPerSecondPerAddress", "1"), ("Limits:MaxConnections", "1"));
        var admission = ActivatorUtilities.CreateInstance<Admission>(server.Services, time);

        var first = admission.TryEnter("10.0.0.1", out _);
        admission.TryEnter("10.0.0.2", out var refusal).Should().BeNull();
        first!.Dispose();
        using var second = admission.TryEnter("10.0.0.2", out _);

        refusal.Should().Be("cap");
        second.Should().NotBeNull();
    }

    [Fact]
    public async Task A_proxys_word_about_addresses_is_believed_only_if_the_proxy_is_known()
    {
        await using var closed = await RunningServer.StartAsync(("Limits:ConnectionsPerAddress", "1"));
        await using var open = await RunningServer.StartAsync(("Limits:ConnectionsPerAddress", "1"), ("Net:KnownProxies", "127.0.0.1"));

        await using var a = await closed.OpenAsync(("X-Forwarded-For", "203.0.113.1"));
        var (status, _) = await RefusedAsync(closed, ("X-Forwarded-For", "203.0.113.2"));
        await using var b = await open.OpenAsync(("X-Forwarded-For", "203.0.113.1"));
        await using var c = await open.OpenAsync(("X-Forwarded-For", "203.0.113.2"));
        var (again, _) = await RefusedAsync(open, ("X-Forwarded-For", "203.0.113.2"));

        status.Should().Be(HttpStatusCode.ServiceUnavailable, "everybody may write that header");
        again.Should().Be(HttpStatusCode.ServiceUnavailable, "it is the second one of that address");
    }

    [Theory]
    [InlineData("127.0.1.7", "203.0.113.1", "the proxy is in the network")]
    [InlineData("127.0.2.7", "127.0.2.7", "everybody may write that header")]
    public async Task Whoever_is_in_a_known_network_is_a_proxy_and_nobody_else(string from, string counted, string because)
    {
        await using var server = await RunningServer.StartAsync(
            builder => builder.Configuration["Logging:LogLevel:GameServer"] = "Debug", ("LogAddresses", "true"), ("Net:KnownProxies", "10.244.0.0/16, 127.0.1.0/24"));

        await using var ann = await RawConnection.OpenFromAsync(IPAddress.Parse(from), server.Hub, ("X-Forwarded-For", "203.0.113.1"));

        (await server.Log.SeesAsync(1100)).Text.Should().Contain($" from {counted}.", because);
    }

    [Fact]
    public async Task Behind_a_known_proxy_the_page_of_the_public_name_is_the_own_one()
    {
        await using var server = await RunningServer.StartAsync(("Net:KnownProxies", "127.0.0.1"));

        await using var ann = await server.OpenAsync(
            ("Origin", "https://game.example"), ("X-Forwarded-For", "203.0.113.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "game.example"));

        (await ann.HelloAsync()).GetProperty("ok").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task A_draining_server_lets_nobody_in_and_is_not_ready()
    {
        await using var server = await RunningServer.StartAsync();
        server.Services.GetRequiredService<Admission>().Drain();

        (await RefusedAsync(server)).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await server.Http.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await server.Http.GetAsync("/healthz")).StatusCode.Should().Be(HttpStatusCode.OK, "a restart would not help");
    }

    [Fact]
    public async Task Addresses_that_are_gone_are_forgotten()
    {
        var time = new StoppedTime();
        await using var server = await RunningServer.StartAsync(("Limits:HandshakesPerSecond", Many));
        var admission = ActivatorUtilities.CreateInstance<Admission>(server.Services, time);

        for (var i = 0; i < 100; i++) admission.TryEnter($"10.0.0.{i}", out _)!.Dispose();
        admission.Addresses.Should().Be(100);
        time.Advance(TimeSpan.FromSeconds(2));
        using var place = admission.TryEnter("10.0.1.1", out _);

        admission.Addresses.Should().Be(1);
        admission.Open.Should().Be(1);
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void Limits_count_by_the_network_one_client_owns(string address, string key) =>
        ClientAddress.Of(IPAddress.Parse(address)).Should().Be(key);

    private static async Task<(HttpStatusCode Status, int RetryAfter)> RefusedAsync(RunningServer server, params (string Name, string Value)[] headers)
    {
        using var socket = new ClientWebSocket();
        foreach (var (name, value) in headers) socket.Options.SetRequestHeader(name, value);
        socket.Options.CollectHttpResponseDetails = true;
        await socket.Invoking(s => s.ConnectAsync(server.Hub, CancellationToken.None)).Should().ThrowAsync<WebSocketException>();
        var retryAfter = socket.HttpResponseHeaders is { } answer && answer.TryGetValue("Retry-After", out var values) ? int.Parse(values.Single()) : 0;
        return (socket.HttpStatusCode, retryAfter);
    }

    // The server notices the going of a client a moment after the client went.
    private static async Task<RawConnection> OpenSoonAsync(RunningServer server)
    {
        var until = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await server.OpenAsync();
            }
            catch (WebSocketException) when (TimeProvider.System.GetElapsedTime(until) < RunningServer.Patience)
            {
                await Task.Yield();
            }
        }
    }
}
