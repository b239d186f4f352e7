"""How numba compiles what only kernels call: each function once, with the stage that it belongs to.

By itself numba optimises each function and makes machine code for it, then optimises it again in each of its callers:
that was the better half of a cold start. Here a function that only kernels call is left as numba wrote it, and a stage
is optimised once, with all that it calls, and called by its address, so that its caller is not compiled with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import llvmlite.binding as llvm
from numba import _dynfunc
from numba.core import cgutils
from numba.core import typed_passes as passes
from numba.core import untyped_passes as untyped
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.typed_passes import NativeLowering

from khasan.kernels.compiling.typing_memo import remembering


class InnerLibrary(JITCodeLibrary):  # type: ignore[misc]
    """A function by itself, unoptimised and without machine code, to be linked into a stage beside what it calls."""

    def add_ir_module(self, ir_module: Any) -> None:
        """Take the code as numba wrote it: it is checked and laid out in the stage."""
        module = llvm.parse_assembly(cgutils.normalize_ir_text(str(ir_module)))
        module.name = ir_module.name
        module.data_layout = self._codegen._data_layout
        self._final_module.link_in(module)

    def add_linking_library(self, library: Any) -> None:
        """Remember what is called, to be linked into the stage, not into this."""
        if library not in self._linking_libraries:
            super().add_linking_library(library)

    def finalize(self) -> None:
        """Nothing is added any more; whoever calls it may have a copy of its own."""
        self._raise_if_finalized()
        for function in self.get_defined_functions():
            if function.linkage == llvm.Linkage.external:
                function.linkage = "linkonce_odr"
        self._shared_module = self._final_module
        self._finalize_dynamic_globals()
        self._finalized = True

    def with_all_it_calls(self) -> list[Any]:
        """What a caller has to be linked with: this, what it calls, what that calls, each once."""
        return [self, *self._linking_libraries]


class StageLibrary(JITCodeLibrary):  # type: ignore[misc]
    """A stage with all that it calls, optimised in one go."""

    def add_linking_library(self, library: Any) -> None:
        """Remember what is called, once."""
        if library not in self._linking_libraries:
            super().add_linking_library(library)

    def _optimize_functions(self, module: Any) -> None:
        module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        passes, builder = self._codegen._module_pass_manager()
        passes.run(self._final_module, builder)

    def serialize_using_object_code(self) -> Any:
        """Machine code, and of the text no more than the names: nobody links a stage into anything."""
        self._ensure_finalized()
        names = [function.name for function in self.get_defined_functions()]
        text = "".join(f'define void @"{name}"() {{ ret void }}\n' for name in names)
        return (self.name, "object", (self._get_compiled_object(), llvm.parse_assembly(text).as_bitcode()))


@register_pass(mutates_CFG=True, analysis_only=False)
class InnerLowering(NativeLowering):  # type: ignore[misc]
    """Writes the code of a function and makes it known to its callers, without an address."""

    _name = "inner_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower as numba does, but compile nothing."""
        state.flags.no_compile = True
        super().run_pass(state)
        done = state["cr"]
        name = done.fndesc.qualname.split(".")[-1]
        known_by = _dynfunc.make_function(done.fndesc.lookup_module(), name, "", 0, done.env, (state.library,))
        state.targetctx.insert_user_function(known_by, done.fndesc, state.library.with_all_it_calls())
        state["cr"] = done._replace(cfunc=known_by)
        return True


NO_USE = (
    passes.AnnotateTypes,
    passes.DumpParforDiagnostics,
    passes.InlineOverloads,
    untyped.FindLiterallyCalls,
    untyped.InlineClosureLikes,
    untyped.LiteralPropagationSubPipelinePass,
    untyped.LiteralUnroll,
    untyped.MakeFunctionToJitFunction,
    untyped.RewriteDynamicRaises,
    untyped.WithLifting,
)
"""Passes for what no kernel has: closures, `with`, loops over tuples, exceptions with values, listings. Each would look
at every function for it, and put the books of the function in order again."""


def _useful(found: Sequence[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """The passes that kernels need, in their order; of the three that prune branches the last."""
    last = max(k for k, (one, _) in enumerate(found) if one is untyped.DeadBranchPrune)
    return [
        (one, why)
        for k, (one, why) in enumerate(found)
        if one not in NO_USE and (one is not untyped.DeadBranchPrune or k == last)
    ]


class _Compiler(CompilerBase):  # type: ignore[misc]
    library: type[JITCodeLibrary]
    lowering: type[NativeLowering] = NativeLowering

    def compile_extra(self, function: Any) -> Any:
        """Compile into a library of the kind that this compiler makes."""
        name = f"{function.__module__}.{function.__qualname__}"
        self.state.library = self.library(self.state.targetctx.codegen(), name)
        self.state.library.enable_object_caching()
        with remembering():
            return super().compile_extra(function)

    def define_pipelines(self) -> list[PassManager]:
        """Numba's own passes, without those that kernels have no use for."""
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.passes = [(self.lowering if one is NativeLowering else one, why) for one, why in _useful(passes.passes)]
        passes.finalize()
        return [passes]


class StageCompiler(_Compiler):
    """Compiles a stage: machine code for it and all that it calls."""

    library = StageLibrary


class InnerCompiler(_Compiler):
    """Compiles what only kernels call."""

    library = InnerLibrary
    lowering = InnerLowering
