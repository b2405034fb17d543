namespace TorchBridge.Native;

/// <summary>
/// c10d, the engine of torch.distributed: the C++ functions of its stores and of its process group over Gloo. An address is 0 if the
/// function is not exported.
/// </summary>
internal static class C10dExports
{
    private const string Text = "NSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE";      // std::string
    private const string Milliseconds = "NSt6chrono8durationIlSt5ratioILl1ELl1000EEEE";
    private const string NoTarget = "6detail34intrusive_target_default_null_typeI";      // the second half of an intrusive_ptr's name
    private const string Tensors = "RSt6vectorIN2at6TensorESaIS3_EE";
    private const string All = Tensors + "RKNS_16AllreduceOptionsE", AllOfMany = Tensors + "RKNS_25AllreduceCoalescedOptionsE",
        One = Tensors + "RKNS_16BroadcastOptionsE", Each = "RN2at6TensorES3_RKNS_16AllgatherOptionsE", None = "RKNS_14BarrierOptionsE";

    public static readonly nint
        TcpStore = LibTorch.FindAny("_ZN4c10d8TCPStoreC1E" + Text + "RKNS_15TCPStoreOptionsE"),
        FileStore = LibTorch.FindAny("_ZN4c10d9FileStoreC1E" + Text + "i"),
        PrefixStore = LibTorch.FindAny("_ZN4c10d11PrefixStoreC1E" + Text + "N3c1013intrusive_ptrINS_5StoreENS7_" + NoTarget + "S9_EEEE"),
        SetTimeout = LibTorch.FindAny("_ZN4c10d5Store10setTimeoutERK" + Milliseconds),
        DefaultOptions = LibTorch.FindAny("_ZN4c10d16ProcessGroupGloo7Options14create_defaultE" + Milliseconds),
        Gloo = LibTorch.FindAny("_ZN4c10d16ProcessGroupGlooC1ERKN3c1013intrusive_ptrINS_5StoreENS1_" + NoTarget
            + "S3_EEEEiiNS2_INS0_7OptionsENS5_ISA_EEEE"),
        AllReduce = LibTorch.FindAny("_ZN4c10d16ProcessGroupGloo9allreduceE" + All),
        AllReduceMany = LibTorch.FindAny("_ZN4c10d16ProcessGroupGloo19allreduce_coalescedE" + AllOfMany),
        Broadcast = LibTorch.FindAny("_ZN4c10d16ProcessGroupGloo9broadcastE" + One),
        AllGather = LibTorch.FindAny("_ZN4c10d16ProcessGroupGloo15_allgather_baseE" + Each),
        Barrier = LibTorch.FindAny("_ZN4c10d16ProcessGroupGloo7barrierE" + None),
        Wait = LibTorch.FindAny("_ZN4c10d4Work4waitE" + Milliseconds),
        ReduceOpTable = LibTorch.FindAny("_ZTVN4c10d8ReduceOpE"),
        CheckedTable = LibTorch.FindAny("_ZTVN4c10d19ProcessGroupWrapperE"),
        Checked = LibTorch.FindAny("_ZN4c10d19ProcessGroupWrapperC1ERKN3c1013intrusive_ptrINS_7BackendENS1_" + NoTarget + "S3_EEEES7_"),
        CheckedAllReduce = LibTorch.FindAny("_ZN4c10d19ProcessGroupWrapper9allreduceE" + All),
        CheckedAllReduceMany = LibTorch.FindAny("_ZN4c10d19ProcessGroupWrapper19allreduce_coalescedE" + AllOfMany),
        CheckedBroadcast = LibTorch.FindAny("_ZN4c10d19ProcessGroupWrapper9broadcastE" + One),
        CheckedAllGather = LibTorch.FindAny("_ZN4c10d19ProcessGroupWrapper15_allgather_baseE" + Each),
        CheckedBarrier = LibTorch.FindAny("_ZN4c10d19ProcessGroupWrapper7barrierE" + None);

    /// <summary>Whether all of them are exported.</summary>
    public static bool AreThere { get; } = !new[]
    {
        TcpStore, FileStore, PrefixStore, SetTimeout, DefaultOptions, Gloo, AllReduce, AllReduceMany, Broadcast, AllGather, Barrier, Wait,
        ReduceOpTable, CheckedTable, Checked, CheckedAllReduce, CheckedAllReduceMany, CheckedBroadcast, CheckedAllGather, CheckedBarrier,
    }.Contains(0);
}
