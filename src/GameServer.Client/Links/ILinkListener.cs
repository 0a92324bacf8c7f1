using GameServer.Protocol;

namespace GameServer.Client;

/// <summary>What a link delivers, one message at a time and in order. Be quick: the next message waits.</summary>
internal interface ILinkListener
{
    void OnEvents(HubLink link, string room, string epoch, long first, Entry[] entries);
    void OnSnapshot(HubLink link, string room, string epoch, long seq, RawJson state, string reason);
    void OnFrame(HubLink link, string room, RoomItem.Frame frame);
    void OnLeft(HubLink link, string room, string reason, string? url);
}
