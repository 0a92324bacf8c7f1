using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Who is in a room, asked in its turn; answered at once, since nothing of it is promised to a player.</summary>
internal sealed class MembersWork : RoomCall<IReadOnlyList<MemberStatus>>
{
    public override void Do(Room room) => AnswerNow(room.MemberStatuses());
}

/// <summary>An operator's word to a room. Answered when it is durable.</summary>
internal sealed class OperatorWork(Func<Room, bool> act) : RoomCall<Answer>
{
    public override void Do(Room room) => Answer = new Answer { Ok = act(room) };
}
