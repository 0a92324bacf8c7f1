using System.Text;
using GameServer.Hubs;
using GameServer.Protocol;

namespace GameServer.IntegrationTests.Host;

/// <summary>The short way that moves are read, beside the long one: it takes what it knows by heart, and judges nothing.</summary>
public sealed class MoveReaderTests
{
    [Theory]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place","args":[4]}]}""", "4")]
    [InlineData("""{ "arguments": [ { "args": [ ], "move": "place", "n": 3, "room": "KITE7" } ], "target": "Send", "invocationId": "7", "type": 1 }""", "")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place","args":["é\u0041",{"a":[1,{"b":null}]},-1.5e3,true]}]}""", "\"é\\u0041\"|{\"a\":[1,{\"b\":null}]}|-1.5e3|true")]
    public void A_move_as_clients_write_it_is_taken_with_its_arguments_as_they_stand(string message, string args)
    {
        MoveReader.TryRead(Encoding.UTF8.GetBytes(message), out var invocation, out var move).Should().BeTrue();

        invocation.Should().Be("7");
        move.Should().Match<SendRequest>(m => m.Room == "KITE7" && m.N == 3 && m.Move == "place");
        string.Join('|', move!.Args!).Should().Be(args);
    }

    [Theory]
    [InlineData("""{"type":1,"target":"Send","arguments":[{"room":"KITE7","n":3,"move":"place","args":[4]}]}""", "no answer is wanted")]
    [InlineData("""{"type":1,"invocationId":"7","target":"Seen","arguments":[{"room":"KITE7","n":3,"move":"place","args":[4]}]}""", "another call")]
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
    public void All_else_is_left_to_the_reader_that_judges(string message, string because) =>
        MoveReader.TryRead(Encoding.UTF8.GetBytes(message), out _, out _).Should().BeFalse(because);
}
