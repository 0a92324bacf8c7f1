namespace GameServer.IntegrationTests.Host;

public sealed class HelloTests
{
    [Fact]
    public async Task A_new_player_is_welcomed_with_identity_token_and_personal_room()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.OpenAsync();

        var welcome = await ann.HelloAsync("""{"protocol":1,"name":"Ann","look":3}""");

        welcome.GetProperty("ok").GetBoolean().Should().BeTrue();
        welcome.GetProperty("name").GetString().Should().Be("Ann");
        welcome.GetProperty("look").GetInt32().Should().Be(3);
        welcome.GetProperty("playerId").GetString().Should().NotBeNullOrEmpty();
        welcome.GetProperty("token").GetString().Should().HaveLength(43, "it is 256 bits in base64url");
        welcome.GetProperty("run").GetString().Should().NotBeNullOrEmpty();
        welcome.GetProperty("seats").GetArrayLength().Should().Be(0);
        welcome.GetProperty("joined").GetArrayLength().Should().Be(0);
        var personal = welcome.GetProperty("personal");
        personal.GetProperty("room").GetString().Should().Be(ann.PlayerId);
        personal.GetProperty("game").GetString().Should().Be("personal");
    }

    [Theory]
    [InlineData("Join", """{"room":"ABCDE"}""")]
    [InlineData("Play", """{"game":"relay"}""")]
    [InlineData("Create", """{"game":"relay"}""")]
    [InlineData("Send", """{"room":"ABCDE","n":1,"move":"emit","args":[]}""")]
    [InlineData("Snapshot", """{"room":"ABCDE"}""")]
    [InlineData("Leave", """{"room":"ABCDE"}""")]
    [InlineData("Rooms", "{}")]
    public async Task Every_call_before_Hello_is_refused(string method, string arguments)
    {
        await using var server = await RunningServer.StartAsync();
        await using var nobody = await server.OpenAsync();

        var answer = await nobody.CallAsync(method, arguments);

        answer.GetProperty("ok").GetBoolean().Should().BeFalse();
        answer.GetProperty("reason").GetString().Should().Be("hello_first");
    }

    [Fact]
    public async Task Ping_answers_with_the_number_it_was_given_and_the_servers_time()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");

        var pong = await ann.CallAsync("Ping", """{"t":1234.5}""");

        pong.GetProperty("t").GetDouble().Should().Be(1234.5);
        pong.GetProperty("serverTime").GetInt64().Should().BeCloseTo(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 60_000);
    }

    [Fact, Trait("rule", "CON-7")]
    public async Task Another_protocol_version_is_told_to_upgrade()
    {
        await using var server = await RunningServer.StartAsync();
        await using var old = await server.OpenAsync();

        var answer = await old.HelloAsync("""{"protocol":99}""");

        answer.GetProperty("reason").GetString().Should().Be("upgrade_required");
    }

    [Fact, Trait("rule", "CON-2")]
    public async Task A_taken_over_connection_is_told_so_and_closed_with_a_close_frame()
    {
        await using var server = await RunningServer.StartAsync();
        await using var older = await server.WelcomedAsync("Ann");
        await using var newer = await server.OpenAsync();

        var welcome = await newer.HelloAsync($$"""{"protocol":1,"token":"{{older.Token}}","takeOver":true}""");

        welcome.GetProperty("playerId").GetString().Should().Be(older.PlayerId);
        (await older.NextAsync("closed"))[0].GetString().Should().Be("superseded");
        (await older.Closed.WaitAsync(RunningServer.Patience)).Should().NotBeNull("the client must be able to tell a farewell from a lost link");
    }

    [Fact]
    public async Task A_connection_that_says_no_Hello_is_cut()
    {
        await using var server = await RunningServer.StartAsync(("Net:HelloSeconds", "1"), ("Net:SilenceSeconds", "90")); // silence alone would end it, later
        await using var silent = await RawConnection.ConnectAsync(server.Hub);
        await using var shaken = await server.OpenAsync();
        silent.Listen();

        await silent.Closed.WaitAsync(RunningServer.Patience);
        await shaken.Closed.WaitAsync(RunningServer.Patience);
    }

    [Fact]
    public async Task A_welcomed_connection_outlives_the_time_for_Hello()
    {
        await using var server = await RunningServer.StartAsync(("Net:HelloSeconds", "1"), ("Net:SilenceSeconds", "90")); // silence alone would end it, later
        await using var ann = await server.WelcomedAsync("Ann");
        await using var silent = await RawConnection.ConnectAsync(server.Hub);
        silent.Listen();

        await silent.Closed.WaitAsync(RunningServer.Patience);

        (await ann.CallAsync("Ping", """{"t":1}""")).GetProperty("t").GetInt32().Should().Be(1, "it came before the one that was cut");
    }
}
