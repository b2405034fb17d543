using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TorchBridge.Analyzers;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace TorchBridge.CodeFixes;

/// <summary>TB0008: <c>optimizer.step(closure)</c> becomes <c>optimizer.StepSafely(closure)</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ClosureFix : Fix<InvocationExpressionSyntax>
{
    /// <summary>Makes the fix.</summary>
    public ClosureFix() : base("TB0008", "Call StepSafely of TorchBridge") { }

    private protected override bool TryFix(Edit edit, InvocationExpressionSyntax place, Diagnostic diagnostic, CancellationToken cancel)
    {
        if (Syntax.Name(place) is not SimpleNameSyntax name)
            return false;
        edit.Import("TorchBridge", "OptimizerExtensions", place);
        edit.Replace(name, _ => IdentifierName("StepSafely"));
        return true;
    }
}
