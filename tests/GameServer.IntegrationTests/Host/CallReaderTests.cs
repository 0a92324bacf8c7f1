using System.Runtime.ExceptionServices;
using System.Text;
using GameServer.Hubs;
using GameServer.Protocol;

namespace GameServer.IntegrationTests.Host;

/// <summary>The short way that frequent calls are read, beside the long one: it takes what it knows by heart, and judges nothing.</summary>
public sealed class CallReaderTests
{
    [Theory]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place","args":[4]}]}""", "4")]
    [InlineData("""{ "arguments": [ { "args": [ ], "move": "place", "n": 3, "room": "KITE7" } ], "target": "Send", "invocationId": "7", "type": 1 }""", "")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place","args":["é\u0041",{"a":[1,{"b":null}]},-1.5e3,true]}]}""", "\"é\\u0041\"|{\"a\":[1,{\"b\":null}]}|-1.5e3|true")]
    public void A_move_as_clients_write_it_is_taken_with_its_arguments_as_they_stand(string message, string args)
    {
        var move = Read(message, out var invocation).Should().BeOfType<SendRequest>().Subject;

        invocation.Should().Be("7");
        move.Should().Match<SendRequest>(m => m.Room == "KITE7" && m.N == 3 && m.Move == "place");
        string.Join('|', move.Args!).Should().Be(args);
    }

    [Theory]
    [InlineData("""{"type":1,"target":"Seen","arguments":[{"room":"KITE7","seq":0}]}""", 0, null)]
    [InlineData("""{"arguments":[{"tick":40,"seq":12,"room":"KITE7"}],"target":"Seen","type":1}""", 12, 40)]
    public void So_is_what_a_client_has_seen(string message, int seq, int? tick)
    {
        Read(message, out var invocation).Should().Be(new SeenRequest("KITE7", seq, tick));

        invocation.Should().BeNull();
    }

    [Theory]
    [InlineData("""{"type":1,"target":"Input","arguments":[{"room":"KITE7","n":3,"data":{"x":[0.5,-1]}}]}""", """{"x":[0.5,-1]}""")]
    [InlineData("""{"arguments":[{"data": null ,"n":3,"room":"KITE7"}],"target":"Input","type":1}""", "null")]
    public void So_is_an_input(string message, string data)
    {
        Read(message, out var invocation).Should().Be(new InputRequest("KITE7", 3, new RawJson(Encoding.UTF8.GetBytes(data))));

        invocation.Should().BeNull();
    }

    [Theory]
    [InlineData("""{"type":1,"target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place","args":[4]}]}""", "no answer is wanted")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Seen","arguments":[{"room":"KITE7","n":3,"move":"place","args":[4]}]}""", "another call's argument")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Leave","arguments":[{"room":"KITE7"}]}""", "another call")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Seen","arguments":[{"room":"KITE7","seq":3}]}""", "an answer is wanted")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Input","arguments":[{"room":"KITE7","n":3,"data":4}]}""", "an answer to an input is wanted")]
    [InlineData("""{"type":1,"target":"Seen","arguments":[{"room":"KITE7","seq":-1}]}""", "no number an event can have")]
    [InlineData("""{"type":1,"target":"Seen","arguments":[{"room":"KITE7","seq":3,"tick":null}]}""", "a tick that is none")]
    [InlineData("""{"type":1,"target":"Seen","arguments":[{"room":"KITE7"}]}""", "nothing was seen")]
    [InlineData("""{"type":1,"target":"Seen","arguments":[{"room":"KITE7","seq":3,"n":1}]}""", "another call's number")]
    [InlineData("""{"type":1,"target":"Seen","arguments":[{"room":"KITE7","seq":3}],"arguments":[{"room":"KITE7","seq":4}]}""", "arguments twice")]
    [InlineData("""{"type":1,"target":"Input","arguments":[{"room":"KITE7","n":3}]}""", "no data")]
    [InlineData("""{"type":1,"target":"Input","arguments":[{"room":"KITE7","n":3,"data":4,"args":[]}]}""", "another call's arguments")]
    [InlineData("""{"type":4,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place","args":[4]}]}""", "a stream")]
    [InlineData("""{"type":1,"invocationId":"7","headers":{},"target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place","args":[4]}]}""", "headers")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":3,"n":4,"move":"place","args":[4]}]}""", "a number twice")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":true,"room":"KITE7","n":3,"move":"place","args":[4]}]}""", "a room twice, once as no text")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":0,"move":"place","args":[4]}]}""", "no number a move can have")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":9007199254740992,"move":"place","args":[4]}]}""", "2^53")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":null,"n":3,"move":"place","args":[4]}]}""", "no room")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place"}]}""", "no arguments")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place","args":[4],"more":1}]}""", "more than is known")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place","args":[4]},5]}""", "two arguments")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place","args":[1,2,3,4,5,6,7,8,9]}]}""", "many arguments")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place","args":[4]}]}{}""", "something behind it")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place","args":[4}]}""", "no JSON")]
    [InlineData("", "nothing")]
    public void All_else_is_left_to_the_reader_that_judges(string message, string because) => Read(message, out _).Should().BeNull(because);

    [Fact]
    public void Names_that_come_again_are_the_same_texts()
    {
        var names = default(CallNames);
        var first = Move("KITE7", "place");

        Move("KITE7", "place").Should().Match<SendRequest>(m => ReferenceEquals(m.Room, first.Room) && ReferenceEquals(m.Move, first.Move));
        Move("KITE", "places").Should().Match<SendRequest>(m => m.Room == "KITE" && m.Move == "places");
        Move("KITE7", "place").Should().Match<SendRequest>(m => m.Room == "KITE7" && m.Move == "place");

        SendRequest Move(string room, string move)
        {
            var message = $$"""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"{{room}}","n":3,"move":"{{move}}","args":[4]}]}""";
            CallReader.TryRead(Encoding.UTF8.GetBytes(message), ref names, out _, out var request).Should().BeTrue();
            return (SendRequest)request!;
        }
    }

    [Theory]
    [InlineData("""{"type":6}""")]
    [InlineData("""{"type":1,"target":"Visible","arguments":[{"visible":true}]}""")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Ping","arguments":[{"t":1}]}""")]
    public void What_is_left_to_it_costs_no_exception(string message)
    {
        var (thread, thrown) = (Environment.CurrentManagedThreadId, 0);
        void Count(object? sender, FirstChanceExceptionEventArgs e) => thrown += Environment.CurrentManagedThreadId == thread ? 1 : 0;

        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            Read(message, out _).Should().BeNull();
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        thrown.Should().Be(0);
    }

    private static object? Read(string message, out string? invocation)
    {
        var names = default(CallNames);
        return CallReader.TryRead(Encoding.UTF8.GetBytes(message), ref names, out invocation, out var request) ? request : null;
    }
}
