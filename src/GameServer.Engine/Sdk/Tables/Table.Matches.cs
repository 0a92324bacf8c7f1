using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Matches: how one begins, ends, and is followed by the next.</summary>
public sealed partial class Table
{
    /// <summary>In quick play, after the first player sat: time for another one before bots take the rest.</summary>
    private static readonly TimeSpan QuickStart = TimeSpan.FromSeconds(3);

    /// <summary>After a match, unless everybody wants the next one sooner.</summary>
    private TimeSpan NextMatch => TimeSpan.FromSeconds(_type.Attribute.PauseSeconds);

    private readonly HashSet<string> _votes = new(StringComparer.Ordinal);
    private TimeSpan? _startsAt, _shownStart; // the second: as clients know it
    private RawJson _result;

    private int Taken => _seats.Count(member => member is not null);

    // Bots make up the number among strangers; a table of friends waits for them, or the captain adds bots.
    private bool HasEnough => Taken >= _type.MinSeats || ((_isQuick || _type.Attribute.DropIn) && _type.HasBots && Taken > 0);

    private List<MemberState> Voters => [.. _order.Where(member => member.IsConnectedPlayer)];

    /// <summary>The table's first moment: judges the options; where there are no seats to wait for, the game begins.</summary>
    internal Outcome Open(RawJson options)
    {
        if (!IsObject(options)) return new Outcome(Reasons.BadArgs, "options are an object");
        var outcome = HasSeats ? _match.Try(options) : _match.Start(options);
        (_options, _lastShown) = (options, _match.Look());
        _match.Events.Clear(); // nobody is there to see them
        _match.HasChanged = false;
        return outcome;
    }

    // After somebody sat down or came back.
    private void ScheduleStart()
    {
        if (!HasSeats || _phase == TablePhase.Playing || !Array.Exists(_seats, member => member is { IsBot: false })) return;
        if (_type.Attribute.DropIn && _phase == TablePhase.Lobby) StartByItself();
        else if (Taken == _type.Seats && (_phase == TablePhase.Lobby || _startsAt is null)) StartByItself();
        else if (_startsAt is null && _phase == TablePhase.Ended && Voters.Count > 0 && HasEnough) _startsAt = _time.Now + NextMatch;
        else if (_startsAt is null && _phase == TablePhase.Lobby && _isQuick) _startsAt = _time.Now + QuickStart;
    }

    private void StartByItself()
    {
        _startsAt = null;
        Changed();
        var isWanted = _phase == TablePhase.Lobby ? Array.Exists(_seats, member => member is { IsBot: false }) : Voters.Count > 0;
        if (!isWanted || !HasEnough) return;
        var outcome = StartMatch(_options);
        // Nobody asked, so nobody can be told; the room's log is.
        if (!outcome.Ok && (_fault is null || _isBotsFault)) GamesFault(new InvalidOperationException($"\"{Game}\" refused to start: {outcome.Text}"));
    }

    // The caller has made sure that there are enough.
    private Outcome StartMatch(RawJson options)
    {
        var (match, seats, matches) = (_match, _seats, _matches);
        MemberState[] sitting = [.. _seats.OfType<MemberState>()];
        var bots = NewBots(Math.Max(0, _type.MinSeats - sitting.Length));
        // Who plays sits on 0, 1, 2 ... without gaps. Set before the game starts: it deals to seats.
        _seats = [.. sitting, .. bots, .. new MemberState?[_type.Seats - sitting.Length - bots.Length]];
        _matches++;
        var outcome = Begin(_type, _type.Attribute.DropIn ? _type.Seats : sitting.Length + bots.Length, match => match.Start(options));
        if (!outcome.Ok)
        {
            (_match, _seats, _matches) = (match, seats, matches);
            if (outcome.Fault is { } fault) GamesFault(fault);
            return outcome;
        }

        ChooseCaptain();
        for (var seat = 0; seat < sitting.Length; seat++)
        {
            if (sitting[seat].Seat == seat) continue;
            sitting[seat].Seat = seat;
            if (!sitting[seat].IsBot) _memberships.Add(new MembershipChange(sitting[seat].Id, IsMember: true, seat));
            Say(TableEvents.Seated, sitting[seat], new { Seat = (int?)seat });
        }
        for (var i = 0; i < bots.Length; i++)
        {
            bots[i].Seat = sitting.Length + i;
            Enter(bots[i]);
            Announce(bots[i]);
        }
        foreach (var member in _order) (member.Player, member.ActsAt) = (null, null);
        (_phase, _options, _result, _startsAt, _shownStart) = (TablePhase.Playing, options, default, null, null);
        _votes.Clear();
        _isNewMatch = true;
        Changed();
        Say(TableEvents.Started, null, new { Match = _matches, Options = _options });
        return Played(outcome);
    }

    // The game's own code runs from its constructor on.
    private Outcome Begin(GameType type, int seats, Func<Match, Outcome> first)
    {
        try
        {
            _match = NewMatch(type, seats);
        }
        catch (Exception e) // A game's bug ends its step, never its room.
        {
            return Outcome.Faulted(e);
        }
        return first(_match);
    }

    private void EndMatch()
    {
        (_phase, _result, _startsAt) = (TablePhase.Ended, _match.Result, _time.Now + NextMatch);
        _shownStart = _startsAt;
        foreach (var member in _order) (member.Player, member.ActsAt) = (null, null);
        Changed();
        Say(TableEvents.Ended, null, new { Result = _result, StartsInMs = (long)NextMatch.TotalMilliseconds });
    }

    private Step Again(MemberState member)
    {
        if (_phase != TablePhase.Ended) return Refuse(Reasons.Refused, "the match is not over");
        if (!_votes.Add(member.Id)) return Finish();
        Changed();
        SayVotes(member);
        return Finish();
    }

    private void SayVotes(MemberState? from) => Say(TableEvents.Again, from, new { Votes = _votes.Count, Of = Voters.Count });

    // Everybody who is here and plays wants the next match: no need to wait for it.
    private void CountVotes()
    {
        if (_phase != TablePhase.Ended || _votes.Count == 0) return;
        var voters = Voters;
        if (voters.Count > 0 && voters.TrueForAll(member => _votes.Contains(member.Id)) && HasEnough) StartByItself();
    }

    private Step StartNow(IReadOnlyList<RawJson> args)
    {
        var options = args.Count == 0 || args[0].IsNull ? _options : args[0];
        if (args.Count > 1 || !IsObject(options)) return Refuse(Reasons.BadArgs, "options are an object");
        if (_phase == TablePhase.Playing) return Refuse(Reasons.Refused, "the match is running");
        if (!HasEnough) return Refuse(Reasons.Refused, $"it takes {_type.MinSeats} players: invite somebody or add a bot");
        return Answer(StartMatch(options));
    }

    private Step ChangeGame(IReadOnlyList<RawJson> args)
    {
        if (args.Count is 0 or > 2 || Text(args[0]) is not { } id) return Refuse(Reasons.BadArgs, "change takes a game and its options");
        var options = args.Count < 2 || args[1].IsNull ? NoOptions : args[1];
        if (!IsObject(options)) return Refuse(Reasons.BadArgs, "options are an object");
        if (_phase == TablePhase.Playing) return Refuse(Reasons.Refused, "not while a match is running");
        if (_catalog.Find(id) is not { } type) return Refuse(Reasons.Refused, "there is no game of that name");
        if (type.Seats == 0) return Refuse(Reasons.Refused, "that game has no seats");

        var (lastType, lastMatch) = (_type, _match);
        var outcome = Begin(type, type.Seats, match => match.Try(options));
        if (!outcome.Ok)
        {
            _match = lastMatch;
            if (outcome.Fault is { } fault) GamesFault(fault);
            return Answer(outcome);
        }
        Played(outcome);
        (_type, _phase, _options, _result, _startsAt, _shownStart, _stateChanged) = (type, TablePhase.Lobby, options, default, null, null, true);
        _votes.Clear();
        PublishNewGame();
        Reseat(lastType);
        Changed();
        ScheduleStart();
        return Finish();
    }

    // Members stay. People keep their seats as far as the game has some; bots are the game's, and go.
    private void Reseat(GameType last)
    {
        MemberState[] sitting = [.. _seats.OfType<MemberState>()];
        _seats = new MemberState?[_type.Seats];
        foreach (var bot in sitting.Where(member => member.IsBot && !(last.HasBots && _type.HasBots))) Leaves(bot);
        var next = 0;
        foreach (var member in sitting.Where(_order.Contains).OrderBy(member => member.IsBot))
        {
            var before = member.Seat;
            if (next < _seats.Length) (_seats[next], member.Seat) = (member, next++);
            else if (member.IsBot) { Leaves(member); continue; }
            else member.Seat = null;
            if (member.Seat == before) continue;
            Say(TableEvents.Seated, member, new { member.Seat });
            if (!member.IsBot) _memberships.Add(new MembershipChange(member.Id, IsMember: true, member.Seat));
        }

        void Leaves(MemberState bot)
        {
            bot.Seat = null;
            Remove(bot, LeftReasons.Leave);
        }
    }

    private static bool IsObject(RawJson json) => json.IsSound(OptionsDepth) && json.Text.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    private const int OptionsDepth = 16;
}
