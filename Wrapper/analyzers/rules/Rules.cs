using System.Reflection;
using Microsoft.CodeAnalysis;

namespace TorchBridge.Analyzers;

/// <summary>The texts of the rules. docs/analyzers.md has a section for each id.</summary>
internal static class Rules
{
    private const string Category = "TorchBridge";

    /// <summary>The page on the web that documents the rules. The build sets its address.</summary>
    private static readonly string s_page = typeof(Rules).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Documentation").Value!;

    public static readonly DiagnosticDescriptor Grad = new("TB0001",
        "An error in torch.autograd.grad ends the process",
        "An error in torch.autograd.grad ends the process; call Autograd.Grad, whose errors are exceptions",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "TorchSharp calls LibTorch without a guard here. An unused input, a freed graph or a constant ends the process, and nothing "
        + "can catch it.", Link("TB0001"));

    /// <summary>A warning if the call has another meaning than in PyTorch. Other calls are reported as information.</summary>
    public static readonly DiagnosticDescriptor Backward = new("TB0002",
        "Backward of TorchBridge has the meaning and the errors of PyTorch",
        "{0}", Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "TorchSharp's backward frees the graph even if create_graph is true, and treats an empty list of inputs as all leaves.",
        Link("TB0002"));

    /// <summary>An error under Vmap. At the levels of derivatives it is a warning.</summary>
    public static readonly DiagnosticDescriptor Read = new("TB0003",
        "Values can't be read inside a function transform",
        "'{0}' reads a value inside a function that is passed to Transforms.{1}: {2}", Category, DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Under Vmap one tensor stands for all examples. At the level of a derivative a tensor has no storage.", Link("TB0003"));

    public static readonly DiagnosticDescriptor Kept = new("TB0004",
        "A tensor is kept after its Vmap has ended",
        "'{0}' keeps a tensor after its Vmap has ended, and using it then throws or ends the process; return it from the function",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "A tensor inside Vmap belongs to a level that ends when the function has returned.", Link("TB0004"));

    public static readonly DiagnosticDescriptor Loop = new("TB0005",
        "A loop makes tensors that no dispose scope frees",
        "Each iteration of this loop makes tensors that stay in memory; begin its body with 'using var scope = torch.NewDisposeScope();'",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true,
        "The memory of a tensor is native. The garbage collector does not see its size, and may free it late.", Link("TB0005"));

    public static readonly DiagnosticDescriptor Thread = new("TB0006",
        "A transformed function leaves its thread",
        "'{0}' leaves the thread of a function that is passed to Transforms.{1}; the transform treats the results of another thread as "
        + "constants, without an error",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "The levels of a transform belong to the thread that runs the function.", Link("TB0006"));

    public static readonly DiagnosticDescriptor Function = new("TB0007",
        "An exception in the backward of a TorchSharp function ends the process",
        "'{0}' is a {1}: an exception in its forward or backward ends the process; write it with CustomFunction of TorchBridge",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "TorchSharp lets native code call the function. A .NET exception can't pass through native code.", Link("TB0007"));

    public static readonly DiagnosticDescriptor Closure = new("TB0008",
        "An exception in the closure of L-BFGS ends the process",
        "'{0}' in the closure can throw, and an exception that leaves it ends the process; call StepSafely, which throws it to the caller",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "TorchSharp's LBFGS calls its closure from native code. A .NET exception can't pass through native code.", Link("TB0008"));

    private static string Link(string id) => $"{s_page}#{id.ToLowerInvariant()}";
}
