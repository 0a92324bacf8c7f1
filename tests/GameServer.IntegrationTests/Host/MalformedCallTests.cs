namespace GameServer.IntegrationTests.Host;

public sealed class MalformedCallTests
{
    [Theory]
    [InlineData("Join", "null", "an object is missing")]
    [InlineData("Join", "{}", "the room is missing")]
    [InlineData("Join", """{"room":null}""", "a room is no null")]
    [InlineData("Join", """{"room":5}""", "a room is a text")]
    [InlineData("Join", "[]", "a list is no object")]
    [InlineData("Join", """{"room":"A","room":"B"}""", "a name stands twice")]
    [InlineData("Join", """{"room":"A"},1""", "a second argument")]
    [InlineData("Join", "", "no argument")]
    [InlineData("Send", """{"room":"A","n":1.5,"move":"x"}""", "a number of a move is an integer")]
    [InlineData("Send", """{"room":"A","n":9007199254740993,"move":"x"}""", "beyond 2^53 integers are not exact")]
    [InlineData("Ping", """{"t":1e999}""", "infinity is no number")]
    [InlineData("Ping", """{"t":"NaN"}""", "a text is no number")]
    [InlineData("Nonsense", "{}", "there is no such call")]
    public async Task A_malformed_call_is_refused_and_the_connection_lives(string method, string arguments, string because)
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");

        var completion = await ann.CompleteAsync(method, arguments);

        var isRefused = completion.TryGetProperty("error", out _)
            || completion.GetProperty("result").GetProperty("reason").GetString() == "bad_request";
        isRefused.Should().BeTrue(because);
        (await ann.CallAsync("Ping", """{"t":7}""")).GetProperty("t").GetInt32().Should().Be(7);
    }

    [Theory]
    [InlineData("Join", "null")]
    [InlineData("Join", """{"room":5}""")]
    [InlineData("Nonsense", "{}")]
    [InlineData("Nonsense", "")]
    public async Task The_fifth_malformed_call_in_a_minute_ends_the_connection(string method, string arguments)
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");

        for (var i = 0; i < 5; i++) await ann.TellAsync(method, arguments);

        (await ann.NextAsync("closed"))[0].GetString().Should().Be("bad_request");
        await ann.Closed.WaitAsync(RunningServer.Patience);
    }

    [Fact]
    public async Task Four_malformed_calls_are_forgiven()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");

        for (var i = 0; i < 4; i++) await ann.TellAsync("Join", "null");

        (await ann.CallAsync("Ping", """{"t":7}""")).GetProperty("t").GetInt32().Should().Be(7);
    }

    [Theory]
    [InlineData("""{"type":1,"target":"Ping" """, "no JSON")]
    [InlineData("nonsense", "no JSON at all")]
    [InlineData("""{"type":"one"}""", "no type")]
    public async Task What_is_no_message_ends_the_connection(string text, string because)
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");

        await ann.SendTextAsync(text);

        await ann.Invoking(a => a.Closed.WaitAsync(RunningServer.Patience)).Should().NotThrowAsync(because);
    }

    [Fact]
    public async Task A_message_longer_than_the_limit_ends_the_connection_and_one_within_it_does_not()
    {
        await using var server = await RunningServer.StartAsync(("Limits:MessageBytes", "2048"));
        await using var ann = await server.WelcomedAsync("Ann");
        await using var bea = await server.WelcomedAsync("Bea");

        await ann.TellAsync("Rooms", $$"""{"game":"{{new string('x', 3_000)}}"}""");
        var rooms = await bea.CallAsync("Rooms", $$"""{"game":"{{new string('x', 1_500)}}"}""");

        rooms.GetProperty("ok").GetBoolean().Should().BeTrue();
        await ann.Closed.WaitAsync(RunningServer.Patience);
    }

    [Fact]
    public async Task An_error_says_nothing_about_the_servers_inside()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");

        var completion = await ann.CompleteAsync("Join", """{"room":{"a":[1,2,3]}}""");

        completion.GetProperty("error").GetString().Should().NotContainAny("Json", "Exception", "GameServer", "$.");
    }

    [Fact]
    public async Task Other_ways_of_speaking_are_refused_in_the_handshake()
    {
        await using var server = await RunningServer.StartAsync();
        await using var binary = await RawConnection.ConnectAsync(server.Hub);
        binary.Listen();

        await binary.SendTextAsync("""{"protocol":"messagepack","version":1}""");

        (await binary.NextAsync()).GetProperty("error").GetString().Should().NotBeNullOrEmpty();
        await binary.Closed.WaitAsync(RunningServer.Patience);
    }
}
