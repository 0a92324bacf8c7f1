using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Who is at the table: coming, going, being away, seats, the captain.</summary>
public sealed partial class Table
{
    /// <summary>As many kicked players are kept out; the oldest may come back when one more is kicked.</summary>
    private const int MostKicked = 256;

    private readonly List<string> _kicked = [];

    /// <summary>
    /// A player enters: publishes <c>joined</c>, seats the player where a seat is free (a bot's is), may start a match.
    /// Refused with <see cref="Reasons.Full"/> or <see cref="Reasons.Kicked"/>. Of a member: nothing changes,
    /// except that a spectator who does not ask to spectate is given a free seat.
    /// </summary>
    public Step Join(Newcomer who, bool spectate)
    {
        if (_members.TryGetValue(who.Id, out var known))
        {
            if (!spectate && HasSeats && known.Seat is null && FreeSeat() is { } free) TakeSeat(known, free);
            return Finish();
        }
        if (_kicked.Contains(who.Id)) return Refuse(Reasons.Kicked, "you were removed from this room");
        if (_order.Count >= MostMembers) return Refuse(Reasons.Full, "this room is full");
        var seat = HasSeats && !spectate ? FreeSeat() : null;
        if (HasSeats && !spectate && seat is null) return Refuse(Reasons.Full, "every seat is taken");

        var member = new MemberState(who.Id, who.Name, who.Look, isBot: false) { IsNew = true };
        Enter(member);
        if (seat is not null) TakeSeat(member, seat.Value);
        else
        {
            if (!HasSeats) Announce(member);
            _memberships.Add(new MembershipChange(member.Id, IsMember: true, null));
        }
        return Finish();
    }

    /// <summary>A member goes for good (<see cref="LeftReasons"/>): publishes <c>left</c>, frees the seat. Of others: nothing.</summary>
    public Step Leave(string player, string reason)
    {
        if (_members.TryGetValue(player, out var member)) Remove(member, reason);
        return Finish();
    }

    /// <summary>A member's connection has been gone for a while: publishes <c>away</c>, unless the others never knew of the member. An autopilot plays for it.</summary>
    public Step Away(string player)
    {
        if (!_members.TryGetValue(player, out var member) || member.IsAway) return Step.Nothing;
        member.IsAway = true;
        if (_phase == TablePhase.Playing && member.Seat < _match.Seats) _match.Inputs.Clear(member.Seat.Value);
        if (member.IsAnnounced) Say(TableEvents.Away, member);
        Changed();
        return Finish();
    }

    /// <summary>An away member is back: publishes <c>back</c> if <c>away</c> was. Of one who is not away: nothing.</summary>
    public Step Back(string player)
    {
        if (!_members.TryGetValue(player, out var member) || !member.IsAway) return Step.Nothing;
        (member.IsAway, member.Player, member.ActsAt) = (false, null, null);
        if (member.IsAnnounced) Say(TableEvents.Back, member);
        Changed();
        ScheduleStart();
        return Finish();
    }

    /// <summary>A seat was kept long enough for an away member: a bot takes it over to the end of the match, or it is freed. The member stays, as a spectator.</summary>
    public Step GiveUpSeat(string player)
    {
        if (_members.TryGetValue(player, out var member) && member is { IsAway: true, Seat: not null }) StandUp(member);
        return Finish();
    }

    private void Enter(MemberState member)
    {
        _order.Add(member);
        _members.Add(member.Id, member);
        Changed();
    }

    private void Announce(MemberState member)
    {
        // The others list members in the order of these events: so does the table.
        _order.Remove(member);
        _order.Add(member);
        member.IsAnnounced = true;
        Say(TableEvents.Joined, member, new { member.Name, member.Look, member.Seat, Bot = member.IsBot });
        Changed();
    }

    private void TakeSeat(MemberState member, int seat, bool isFollowing = false)
    {
        // A game is told of seats that stood empty, not of who takes turns in one.
        var wasHeld = isFollowing || _seats[seat] is not null;
        if (_seats[seat] is { } bot) Remove(bot, LeftReasons.Leave, isReplaced: true);
        (_seats[seat], member.Seat) = (member, seat);
        if (!member.IsBot) _memberships.Add(new MembershipChange(member.Id, IsMember: true, seat));
        if (member.IsAnnounced) Say(TableEvents.Seated, member, new { Seat = (int?)seat });
        else Announce(member);
        Changed();
        if (!wasHeld && _phase == TablePhase.Playing && seat < _match.Seats) Played(_match.Join(seat));
        if (!member.IsBot) MakeRoom();
        ScheduleStart();
    }

    private void StandUp(MemberState member)
    {
        var seat = member.Seat!.Value;
        (_seats[seat], member.Seat, member.Player, member.ActsAt) = (null, null, null, null);
        _memberships.Add(new MembershipChange(member.Id, IsMember: true, null));
        Say(TableEvents.Seated, member, new { Seat = (int?)null });
        Changed();
        Vacated(seat);
    }

    private void Remove(MemberState member, string reason, bool isReplaced = false)
    {
        _order.Remove(member);
        _members.Remove(member.Id);
        if (member.IsAnnounced) Say(TableEvents.Left, member, new { Reason = reason });
        if (_votes.Remove(member.Id)) SayVotes(from: null); // clients know how many, not whose
        if (!member.IsBot) _memberships.Add(new MembershipChange(member.Id, IsMember: false, null));
        Changed();
        if (member.Seat is not { } seat) return;
        _seats[seat] = null;
        if (!isReplaced) Vacated(seat);
    }

    private void Vacated(int seat)
    {
        if (_phase != TablePhase.Playing || seat >= _match.Seats) return;
        _match.Inputs.Clear(seat);
        if (_type.Attribute.DropIn) Refill(seat);
        else if (_type.HasBots && _order.Exists(member => !member.IsBot)) AddBot(seat, isFollowing: true);
        else Played(_match.Leave(seat));
    }

    // A person is always preferred to a bot; a seat in the match under way to one that waits for the next.
    private int? FreeSeat()
    {
        var playing = _phase == TablePhase.Playing ? _match.Seats : _seats.Length;
        return First(0, playing, member => member is null) ?? First(0, _seats.Length, member => member is { IsBot: true }) ?? First(playing, _seats.Length, member => member is null);

        int? First(int from, int to, Predicate<MemberState?> fits) =>
            Array.FindIndex(_seats, from, to - from, fits) is >= 0 and var seat ? seat : null;
    }

    // The connected seated player longest in the room; if there is none the captain keeps the office while seated.
    private void ChooseCaptain()
    {
        var captain = _order.Find(member => member.IsConnectedPlayer)
            ?? (_captain is { Seat: not null } && _members.ContainsKey(_captain.Id) ? _captain : null);
        if (captain == _captain) return;
        _captain = captain;
        Say(TableEvents.Captain, captain);
        Changed();
    }
}
