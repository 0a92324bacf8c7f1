using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Moves: the table's own, then the game's.</summary>
public sealed partial class Table
{
    private const int ChatCharacters = 200;
    private const int Emotes = 8;
    private static readonly TimeSpan EmotePause = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// A member's move, of the table or of the game. Its number was judged before: this runs at most once for each.
    /// Refused, it changed nothing.
    /// </summary>
    public Step Move(string player, string move, IReadOnlyList<RawJson> args)
    {
        if (!_members.TryGetValue(player, out var member)) return Refuse(Reasons.NotMember);
        // First, since nothing else is asked a thousand times a second. A game may take over chat and emote.
        if (_type.Move(move) is { } own) return GameMove(member, own, args);
        return move switch
        {
            TableMoves.Chat => Say(member, args),
            TableMoves.Emote when _type.Attribute.Emotes => ShowEmote(member, args),
            TableMoves.Sit => NoArguments(args) ?? Sit(member),
            TableMoves.Stand => NoArguments(args) ?? OfPlayer(member) ?? Stand(member),
            TableMoves.Again => NoArguments(args) ?? OfPlayer(member) ?? Again(member),
            TableMoves.Start => OfCaptain(member) ?? StartNow(args),
            TableMoves.Bot => OfCaptain(member) ?? AddOrRemoveBot(args),
            TableMoves.Kick => OfCaptain(member) ?? Kick(member, args),
            TableMoves.Change => OfCaptain(member) ?? ChangeGame(args),
            _ => Refuse(Reasons.UnknownMove, $"there is no move \"{Shortened(move)}\" here"),
        };
    }

    /// <summary>An event from outside the game (<c>IHubContext</c>): published as it is.</summary>
    public Step Publish(Published published)
    {
        _published.Add(published);
        return Finish();
    }

    private Step GameMove(MemberState member, GameMove move, IReadOnlyList<RawJson> args)
    {
        if (HasSeats)
        {
            if (member.Seat is not { } seat || (_phase != TablePhase.Lobby && seat >= _match.Seats)) return Refuse(Reasons.NoSeat, "you have no seat in this match");
            if (_phase == TablePhase.Lobby) return Refuse(Reasons.Refused, "the match has not begun");
            if (_phase == TablePhase.Ended) return Refuse(Reasons.GameOver, "the match is over");
            if (!_match.MayMove(seat, move.Name)) return Refuse(Reasons.NotYourTurn, "it is not your turn");
        }
        else if (_phase == TablePhase.Ended) return Refuse(Reasons.GameOver, "the game is over");
        return Answer(Played(_match.Move(move, args, member.Seat, member.Id, isAuto: false)));
    }

    // A refused step of the game still ends the table's step: it may carry a fault.
    private Step Answer(Outcome outcome) => Finish(outcome);

    private Step Say(MemberState member, IReadOnlyList<RawJson> args)
    {
        if (!Chat) return Refuse(Reasons.ChatOff, "chat is off in this room");
        if (args.Count != 1 || Text(args[0]) is not { } written) return Refuse(Reasons.BadArgs, "chat takes a text");
        var text = Names.Line(written);
        if (text.Length == 0 || text.EnumerateRunes().Count() > ChatCharacters) return Refuse(Reasons.BadArgs, $"a text has 1 to {ChatCharacters} characters");
        Say(TableEvents.Chat, member, new { Text = text });
        return Finish();
    }

    private Step ShowEmote(MemberState member, IReadOnlyList<RawJson> args)
    {
        if (args.Count != 1 || Number(args[0]) is not { } emote || emote < 0 || emote >= Emotes) return Refuse(Reasons.BadArgs, $"emotes are numbered 0 to {Emotes - 1}");
        if (member.LastEmote + EmotePause > _time.Now) return Refuse(Reasons.Refused, "one emote in 1.5 seconds");
        member.LastEmote = _time.Now;
        _quietUntil = _time.Now + EmotePause;
        Say(TableEvents.Emote, member, new { Emote = emote });
        return Finish();
    }

    private Step Sit(MemberState member)
    {
        if (!HasSeats) return Refuse(Reasons.Refused, "this game has no seats");
        if (member.Seat is not null) return Refuse(Reasons.Refused, "you have a seat");
        if (FreeSeat() is not { } seat) return Refuse(Reasons.Refused, "every seat is taken");
        TakeSeat(member, seat);
        return Finish();
    }

    private Step Stand(MemberState member)
    {
        StandUp(member);
        return Finish();
    }

    private Step Kick(MemberState captain, IReadOnlyList<RawJson> args)
    {
        if (args.Count != 1 || Text(args[0]) is not { } id) return Refuse(Reasons.BadArgs, "kick takes a player's id");
        if (id == captain.Id) return Refuse(Reasons.Refused, "you cannot remove yourself");
        if (!_members.TryGetValue(id, out var member)) return Refuse(Reasons.Refused, "there is nobody of that id");
        if (member.IsBot && _phase == TablePhase.Playing) return Refuse(Reasons.Refused, "not while a match is running");
        return Expel(member);
    }

    /// <summary>An operator removes a player, who is kept out from now on. Of others: nothing.</summary>
    public Step Expel(string player) => _members.TryGetValue(player, out var member) ? Expel(member) : Step.Nothing;

    private Step Expel(MemberState member)
    {
        if (!member.IsBot)
        {
            if (_kicked.Count == MostKicked) _kicked.RemoveAt(0);
            _kicked.Add(member.Id);
        }
        Remove(member, LeftReasons.Kicked);
        return Finish();
    }

    private static Step? NoArguments(IReadOnlyList<RawJson> args) => args.Count == 0 ? null : Refuse(Reasons.BadArgs, "this move takes no arguments");

    private static Step? OfPlayer(MemberState member) => member.Seat is not null ? null : Refuse(Reasons.NoSeat, "you have no seat");

    private Step? OfCaptain(MemberState member) => member == _captain ? null : Refuse(Reasons.Refused, "only the captain may do that");

    private static string? Text(RawJson json) => Read<string>(json);

    private static int? Number(RawJson json) => Read<int?>(json);

    private static T? Read<T>(RawJson json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json.Text.Span, GameJson.Strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // Another type; half a surrogate pair.
        {
            return default;
        }
    }

    private static string Shortened(string text) => text.Length <= 32 ? text : text[..32];
}
