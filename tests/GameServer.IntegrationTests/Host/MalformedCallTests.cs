using System.Text;

namespace GameServer.IntegrationTests.Host;

/// <summary>What a client may get wrong, and what comes of it: the same over either protocol.</summary>
public abstract class MalformedCallContract(bool isPacked)
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
        await using var server = await StartAsync();
        await using var ann = await server.WelcomedAsync("Ann", isPacked);

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
        await using var server = await StartAsync();
        await using var ann = await server.WelcomedAsync("Ann", isPacked);

        for (var i = 0; i < 5; i++) await ann.TellAsync(method, arguments);

        (await ann.NextAsync("closed"))[0].GetString().Should().Be("bad_request");
        await ann.Closed.WaitAsync(RunningServer.Patience);
    }

    [Theory]
    [InlineData("""{"type":2,"invocationId":"1","item":1}""", "nobody streams")]
    [InlineData("""{"type":3,"invocationId":"1","result":1}""", "nobody asked")]
    [InlineData("""{"type":4,"invocationId":"1","target":"Ping","arguments":[{"t":1}]}""", "no call answers with a stream")]
    [InlineData("""{"type":1,"invocationId":"1","target":"Ping","arguments":[{"t":1}],"streamIds":["2"]}""", "no call takes a stream")]
    public async Task So_does_the_fifth_message_that_fits_no_call(string message, string because)
    {
        await using var server = await StartAsync();
        await using var ann = await server.WelcomedAsync("Ann", isPacked);

        for (var i = 0; i < 5; i++) await ann.SendTextAsync(message);

        (await ann.NextAsync("closed"))[0].GetString().Should().Be("bad_request", because);
        await ann.Closed.WaitAsync(RunningServer.Patience);
    }

    [Fact]
    public async Task Four_malformed_calls_are_forgiven()
    {
        await using var server = await StartAsync();
        await using var ann = await server.WelcomedAsync("Ann", isPacked);

        for (var i = 0; i < 4; i++) await ann.TellAsync("Join", "null");

        (await ann.CallAsync("Ping", """{"t":7}""")).GetProperty("t").GetInt32().Should().Be(7);
    }

    [Fact]
    public async Task A_message_of_a_type_that_nobody_knows_is_passed_over()
    {
        await using var server = await StartAsync();
        await using var ann = await server.WelcomedAsync("Ann", isPacked);

        await ann.SendTextAsync("""{"type":0}""");

        (await ann.CallAsync("Ping", """{"t":7}""")).GetProperty("t").GetInt32().Should().Be(7);
    }

    [Fact]
    public async Task A_message_longer_than_the_limit_ends_the_connection_and_one_within_it_does_not()
    {
        await using var server = await StartAsync(("Limits:MessageBytes", "2048"), ("Net:SilenceSeconds", "90")); // silence alone would end it, later
        await using var ann = await server.WelcomedAsync("Ann", isPacked);
        await using var bea = await server.WelcomedAsync("Bea", isPacked);

        await ann.TellAsync("Rooms", $$"""{"game":"{{new string('x', 3_000)}}"}""");
        var rooms = await bea.CallAsync("Rooms", $$"""{"game":"{{new string('x', 1_500)}}"}""");

        rooms.GetProperty("ok").GetBoolean().Should().BeTrue();
        await ann.Closed.WaitAsync(RunningServer.Patience);
    }

    [Fact]
    public async Task An_error_says_nothing_about_the_servers_inside()
    {
        await using var server = await StartAsync();
        await using var ann = await server.WelcomedAsync("Ann", isPacked);

        var completion = await ann.CompleteAsync("Join", """{"room":{"a":[1,2,3]}}""");

        completion.GetProperty("error").GetString().Should().NotContainAny("Json", "Exception", "GameServer", "$.");
    }

    private Task<RunningServer> StartAsync(params (string, string)[] settings) =>
        RunningServer.StartAsync([("Net:BinaryProtocol", isPacked ? "messagepack" : "off"), .. settings]);
}

public sealed class MalformedCallTests() : MalformedCallContract(isPacked: false)
{
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

public sealed class MalformedPackedCallTests() : MalformedCallContract(isPacked: true)
{
    [Theory]
    [InlineData("93 01 80 c0", "a call without a name")]
    [InlineData("95 01 80 a1 31 a4 50 69 6e 67 91 81 a1 74", "it ends inside a value")]
    [InlineData("91 06 c0", "bytes follow the message")]
    [InlineData("c1", "no MessagePack")]
    [InlineData("81 01 02", "no array")]
    [InlineData("95 01 80 a1 31 a4 50 69 6e 67 dd ff ff ff ff", "an array of four billion that is not there")]
    [InlineData("95 01 80 a1 31 a2 c3 28 91 c0", "a name that is no UTF-8")]
    [InlineData("", "nothing at all")]
    public async Task What_is_no_message_ends_the_connection(string bytes, string because)
    {
        await using var server = await RunningServer.StartAsync(("Net:BinaryProtocol", "messagepack"));
        await using var ann = await server.WelcomedAsync("Ann", isPacked: true);
        await using var bea = await server.WelcomedAsync("Bea");
        var message = Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal));

        await ann.SendBytesAsync(new[] { (byte)message.Length }.Concat(message).ToArray());

        await ann.Invoking(a => a.Closed.WaitAsync(RunningServer.Patience)).Should().NotThrowAsync(because);
        (await bea.CallAsync("Ping", """{"t":7}""")).GetProperty("t").GetInt32().Should().Be(7);
    }

    [Theory]
    [InlineData("c4 01 00", "binary data")]
    [InlineData("d6 ff 00 00 00 00", "a time")]
    [InlineData("ca 7f c0 00 00", "infinity")]
    [InlineData("cb 7f f8 00 00 00 00 00 00", "not a number")]
    [InlineData("81 01 02", "a map whose keys are numbers")]
    [InlineData("91 91 91 91 91 91 91 91 91 91 91 91 91 91 91 91 91 c0", "nested too deep")]
    [InlineData("cf ff ff ff ff ff ff ff ff", "an integer no script can hold")]
    public async Task What_JSON_has_no_word_for_is_refused_where_it_stands(string data, string because)
    {
        await using var server = await RunningServer.StartAsync(("Net:BinaryProtocol", "messagepack"));
        await using var ann = await server.WelcomedAsync("Ann", isPacked: true);
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString()!;
        byte[] message =
        [
            0x95, 1, 0x80, 0xc0, .. Text("Send"), 0x91, // told, so that the answer is the next call's
            0x84, .. Text("room"), .. Text(room), .. Text("n"), 1, .. Text("move"), .. Text("emit"),
            .. Text("args"), 0x92, .. Text("wave"), .. Convert.FromHexString(data.Replace(" ", "", StringComparison.Ordinal)),
        ];

        await ann.SendBytesAsync(new[] { (byte)message.Length }.Concat(message).ToArray());
        var ack = await ann.CallAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":["wave",1]}""");

        ack.GetProperty("ok").GetBoolean().Should().BeTrue("the number was not used up by {0}", because);
    }

    private static byte[] Text(string text) => [(byte)(0xa0 | text.Length), .. Encoding.UTF8.GetBytes(text)];
}
