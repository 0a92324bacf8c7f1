using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// Bots: members of the table that hold a seat, and autopilots, which move in place of a player who is away.
/// An autopilot waits until the player has missed a good part of the turn, so that a short drop costs nobody a move.
/// </summary>
public sealed partial class Table
{
    /// <summary>What an away player's turn lasts before the autopilot moves: longer than most drops, shorter than most turns.</summary>
    private static readonly TimeSpan AutopilotAfter = TimeSpan.FromSeconds(8);

    private static readonly string[] BotNames =
    [
        "Otto", "Pixel", "Mabel", "Rusty", "Juno", "Biscuit", "Nova", "Gizmo", "Clover", "Ziggy", "Olive", "Turbo",
        "Hazel", "Bolt", "Pepper", "Comet", "Waffle", "Iris", "Domino", "Maple", "Sprocket", "Luna", "Pickle", "Echo",
    ];

    private Step AddOrRemoveBot(IReadOnlyList<RawJson> args)
    {
        if (args.Count != 1 || Read<bool?>(args[0]) is not { } add) return Refuse(Reasons.BadArgs, "bot takes true or false");
        if (!_type.HasBots) return Refuse(Reasons.Refused, "this game has no bots");
        if (!add)
        {
            if (_phase == TablePhase.Playing) return Refuse(Reasons.Refused, "not while a match is running");
            if (Array.FindLast(_seats, member => member is { IsBot: true }) is not { } bot) return Refuse(Reasons.Refused, "there is no bot");
            Remove(bot, LeftReasons.Leave);
            return Finish();
        }
        if (FreeSeat() is not { } seat || _seats[seat] is not null) return Refuse(Reasons.Refused, "every seat is taken");
        AddBot(seat);
        return Finish();
    }

    private void AddBot(int seat, bool isFollowing = false)
    {
        var bot = NewBots(1)[0];
        Enter(bot);
        TakeSeat(bot, seat, isFollowing);
    }

    // Not members yet. Names and looks differ from those at the table as far as there are enough.
    private MemberState[] NewBots(int count)
    {
        var names = new HashSet<string>(_order.Select(member => member.Name));
        var looks = new HashSet<int>(_order.Where(member => member.Seat is not null).Select(member => member.Look));
        var bots = new MemberState[count];
        for (var i = 0; i < count; i++)
        {
            var name = Pick([.. BotNames.Where(name => !names.Contains(name))], BotNames);
            var free = Looks.FreeAmong(looks);
            var look = free[_rolls.Roll(free.Length)];
            names.Add(name);
            looks.Add(look);
            bots[i] = new MemberState(BotId(), name, look, isBot: true);
        }
        return bots;
    }

    private T Pick<T>(T[] best, T[] all) => best.Length > 0 ? best[_rolls.Roll(best.Length)] : all[_rolls.Roll(all.Length)];

    private string BotId()
    {
        string id;
        do id = $"bot{_rolls.Roll(1 << 30):x}"; while (_members.ContainsKey(id));
        return id;
    }

    // After every step that changed something: who of them is to act, and when.
    private void PlanBots()
    {
        if (_phase != TablePhase.Playing || !_type.HasBots || _type.Attribute.DropIn) return;
        for (var seat = 0; seat < _match.Seats; seat++)
        {
            if (_seats[seat] is not { } member) continue;
            var mayAct = member.IsPlayedByBot && (_match.Turn == seat || _type.HasAnyTimeMoves);
            if (member.IsPlayedByBot && member.Player is null)
            {
                member.Player = MakeBot();
                member.Player.Sit(_match, seat, _rolls);
            }
            member.ActsAt = mayAct ? member.ActsAt ?? _time.Now + Delay(member) : null;
        }
    }

    private Bot MakeBot()
    {
        try
        {
            return _type.MakeBot();
        }
        catch (Exception e) // A bot's bug costs the game its bot, never its table.
        {
            BotsFault(e);
            return new RandomBot();
        }
    }

    // Told like any other, but it undoes nothing: the game's own step is whole.
    private void BotsFault(Exception fault)
    {
        if (_fault is null) (_fault, _isBotsFault) = (fault, true);
    }

    private TimeSpan Delay(MemberState member)
    {
        if (!member.IsBot) return AutopilotAfter;
        try
        {
            member.Player!.Look(_match);
            return TimeSpan.FromSeconds(Math.Clamp(member.Player.CallThink(), 0, 60));
        }
        catch (Exception e) // A bot's bug delays it, never its table.
        {
            BotsFault(e);
            return AutopilotAfter;
        }
    }

    private void Act(MemberState member)
    {
        member.ActsAt = null;
        if (TryAct(member, member.Player!)) return;
        // The match may wait for this seat alone: what is legal is done by chance, and where the game does not say, it is tried again.
        var fallback = new RandomBot();
        fallback.Sit(_match, member.Seat!.Value, _rolls);
        if (!TryAct(member, fallback) || !_botMoved) member.ActsAt = _time.Now + AutopilotAfter;
    }

    // False: its bug cost it the move.
    private bool TryAct(MemberState member, Bot player)
    {
        try
        {
            if (player.Choose(_match) is not { } option) return true;
            var move = _type.Move(option.Move) ?? throw new InvalidOperationException($"A bot of \"{Game}\" chose {option}: there is no such move.");
            if (!_match.MayMove(member.Seat!.Value, option.Move)) throw new InvalidOperationException($"A bot of \"{Game}\" chose {option} when it was not its turn.");
            // An autopilot's events name nobody: the player did not do it.
            var outcome = Played(_match.Move(move, option.Args, member.Seat, member.IsBot ? member.Id : null, isAuto: !member.IsBot));
            if (outcome.Ok) _botMoved = true;
            else BotsFault(new InvalidOperationException($"A bot of \"{Game}\" chose {option}, which was refused: {outcome.Text}"));
            return outcome.Ok;
        }
        catch (Exception e) // A bot's bug costs its move, never its table.
        {
            BotsFault(e);
            return false;
        }
    }

    private void TellBots()
    {
        if (_type.Attribute.Bot is null) return;
        foreach (var member in _seats)
        {
            if (member?.Player is not { } player) continue;
            player.Look(_match);
            try
            {
                foreach (var e in _published)
                {
                    if (e.Audience?.Includes(member.Id) ?? true) player.CallOnEvent(e.Type, e.Data);
                }
            }
            catch (Exception e) // As above.
            {
                BotsFault(e);
            }
        }
    }
}
